/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Debian's Chromium without a screen, driven by chromedriver as WebDriver has
 * it (W3C).  When the browser refuses, the functions fail the calling test, but
 * for browser_open and browser_close.
 */
#ifndef TESTS_BROWSER_H
#define TESTS_BROWSER_H

#include <jansson.h>
#include <stdbool.h>

/* Starts the one browser of a program.  Returns 0, or -1 with the reason on
 * stderr. */
int browser_open(void);
void browser_close(void);

/* Returns whether both programs are installed. */
bool browser_is_there(void);

/* Sets the size of the window, in CSS pixels, and the color scheme that the
 * user prefers. */
void browser_resize(int width, int height, bool dark);

/* Sets whether pages that are opened from now on find a touch screen. */
void browser_touch(bool on);

/* Opens an address and waits until its scripts have run. */
void browser_go(const char *url);

/*
 * Runs script, which is the body of a JavaScript function.  Returns what the
 * function returns, or what its promise yields: a new reference.
 */
json_t *browser_run(const char *script);

/* Run a script, too.  Return its value as a text to be freed ("" if it is no
 * text), as a number (else 0), or whether it is true. */
char *browser_text(const char *script);
double browser_number(const char *script);
bool browser_is(const char *script);

/* Runs the script again and again until it returns something true; fails the
 * test after a minute. */
void browser_wait(const char *script);

/* Clicks the first element that the CSS selector finds. */
void browser_click(const char *css);
/* Types the text, in UTF-8 with WebDriver's codes for keys, into the element;
 * into an input for files, the path of a file. */
void browser_type(const char *css, const char *text);
/* Presses one key wherever the focus is, with or without shift. */
void browser_press(const char *key, bool shift);

/* Move the mouse, and drag with it, in CSS pixels of the window. */
void browser_hover(int x, int y);
void browser_drag(int x0, int y0, int x1, int y1);

/* Sets the languages that the browser's user reads, as in "de-DE,de". */
void browser_speak(const char *languages);

/* Gives every page a permission, by Chromium's name, such as
 * "clipboardReadWrite". */
void browser_permit(const char *permission);

/* Sets the directory for files that a page downloads. */
void browser_download_to(const char *dir);

/* Writes what the window shows as a PNG of this name in the build directory's
 * folder screenshots. */
void browser_shoot(const char *name);

/*
 * Returns what axe-core finds wrong for people with disabilities, a line each,
 * to be freed; NULL without axe-core, which the Makefile fetches where npm is
 * installed.
 */
char *browser_axe(void);

/* WebDriver's codes for keys. */
#define KEY_TAB "\xee\x80\x84"
#define KEY_ENTER "\xee\x80\x87"
#define KEY_SHIFT "\xee\x80\x88"
#define KEY_ESCAPE "\xee\x80\x8c"
#define KEY_LEFT "\xee\x80\x92"
#define KEY_UP "\xee\x80\x93"
#define KEY_RIGHT "\xee\x80\x94"
#define KEY_DOWN "\xee\x80\x95"

#endif
