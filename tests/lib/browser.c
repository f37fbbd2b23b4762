/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of WebDriver.  Answers of chromedriver are JSON with one member,
 * value, which has error and message where something failed.
 */
#include "tests/lib/browser.h"

#include "tests/lib/test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define DRIVER "/usr/bin/chromedriver"
#define CHROMIUM "/usr/bin/chromium"
#define AXE "build/npm/node_modules/axe-core/axe.min.js"
#define START_MS 30000
#define WAIT_MS 60000
#define TICK_MS 20
/* The name of the member that names an element, by WebDriver. */
#define ELEMENT "element-6066-11e4-a52e-4f735466cecf"

static pid_t driver;
static int port;
static char session[128];
static char home[DIR_MAX];

bool
browser_is_there(void)
{
	return access(DRIVER, X_OK) == 0 && access(CHROMIUM, X_OK) == 0;
}

/* Sends a command of WebDriver, and releases body, which may be NULL.  Returns
 * the answer's value, a new reference, or NULL with the answer on stderr. */
static json_t *
ask(const char *method, const char *path, json_t *body)
{
	char *text = body ? json_dumps(body, JSON_ENCODE_ANY) : NULL;
	static const char *const headers[] = {
	    "Content-Type: application/json", NULL};
	const struct http_request request = {
	    .method = method,
	    .path = path,
	    .headers = headers,
	    .body = text,
	    .body_len = text ? strlen(text) : 0,
	};
	struct http_answer answer;
	json_t *json, *value = NULL;

	json_decref(body);
	if (http_send(port, &request, &answer) == 0) {
		json = json_loadb(answer.body, answer.body_len, 0, NULL);
		value = json_incref(json_object_get(json, "value"));
		json_decref(json);
		if (answer.status != 200) {
			fprintf(stderr, "%s %s: %.1000s\n", method, path,
			    answer.body);
			json_decref(value);
			value = NULL;
		}
		http_answer_clear(&answer);
	}
	free(text);
	return value;
}

/* Does the same for a command of the session; rest is the path behind the
 * session's id.  Fails the test instead of returning NULL. */
static json_t *
command(const char *method, const char *rest, json_t *body)
{
	char path[512];
	json_t *value;

	snprintf(path, sizeof(path), "/session/%s%s", session, rest);
	value = ask(method, path, body);
	if (!value)
		fail_msg("the browser refuses %s", rest);
	return value;
}

/* Sends a command of the session, and releases body; the value is dropped. */
static void
tell(const char *rest, json_t *body)
{
	json_decref(command("POST", rest, body));
}

/* Starts chromedriver with an empty home directory.  Returns 0 when it answers,
 * or -1. */
static int
start_driver(void)
{
	static char option[32], profile[128];
	const char *argv[] = {DRIVER, option, "--log-level=SEVERE", NULL};
	const char *env[] = {profile, NULL};
	const struct process_spec spec = {
	    .argv = argv, .env = env, .listen_fd = -1, .out = -1, .err = -1};
	double end = process_now_ms() + START_MS;

	if (dir_make(home) < 0)
		return -1;
	port = server_free_port();
	snprintf(option, sizeof(option), "--port=%d", port);
	snprintf(profile, sizeof(profile), "HOME=%s", home);
	driver = process_spawn(&spec);
	while (driver > 0 && process_now_ms() < end) {
		if (http_status(port, "/status") == 200)
			return 0;
		poll(NULL, 0, TICK_MS);
	}
	return -1;
}

int
browser_open(void)
{
	json_t *wishes =
	    json_pack("{s:{s:{s:s, s:b, s:s, s:{s:s, s:[s,s,s,s,s,s]}}}}",
		"capabilities", "alwaysMatch", "browserName", "chrome",
		"acceptInsecureCerts", 1, "unhandledPromptBehavior", "dismiss",
		"goog:chromeOptions", "binary", CHROMIUM, "args",
		"--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
		"--disable-gpu", "--no-proxy-server", "--hide-scrollbars");
	json_t *value;

	if (start_driver() < 0) {
		json_decref(wishes);
		return -1;
	}
	value = ask("POST", "/session", wishes);
	if (!value)
		return -1;
	snprintf(session, sizeof(session), "%s",
	    json_string_value(json_object_get(value, "sessionId")));
	json_decref(value);
	return 0;
}

void
browser_close(void)
{
	char path[160];

	if (session[0] != '\0') {
		snprintf(path, sizeof(path), "/session/%s", session);
		json_decref(ask("DELETE", path, NULL));
	}
	if (driver > 0)
		process_kill(driver);
	if (home[0] != '\0')
		dir_remove(home);
}

/* Sends a command of Chromium's DevTools protocol, and releases params. */
static void
devtools(const char *name, json_t *params)
{
	tell("/goog/cdp/execute",
	    json_pack("{s:s, s:o}", "cmd", name, "params", params));
}

void
browser_resize(int width, int height, bool dark)
{
	devtools("Emulation.setDeviceMetricsOverride",
	    json_pack("{s:i, s:i, s:i, s:b}", "width", width, "height", height,
		"deviceScaleFactor", 1, "mobile", 0));
	devtools("Emulation.setEmulatedMedia",
	    json_pack("{s:[{s:s, s:s}]}", "features", "name",
		"prefers-color-scheme", "value", dark ? "dark" : "light"));
}

void
browser_touch(bool on)
{
	devtools("Emulation.setTouchEmulationEnabled",
	    json_pack("{s:b, s:i}", "enabled", on, "maxTouchPoints", 1));
}

void
browser_speak(const char *languages)
{
	char *agent = browser_text("return navigator.userAgent");

	devtools("Emulation.setUserAgentOverride",
	    json_pack(
		"{s:s, s:s}", "userAgent", agent, "acceptLanguage", languages));
	free(agent);
}

void
browser_permit(const char *permission)
{
	devtools("Browser.grantPermissions",
	    json_pack("{s:[s]}", "permissions", permission));
}

void
browser_download_to(const char *dir)
{
	devtools("Browser.setDownloadBehavior",
	    json_pack("{s:s, s:s}", "behavior", "allow", "downloadPath", dir));
}

void
browser_go(const char *url)
{
	tell("/url", json_pack("{s:s}", "url", url));
}

json_t *
browser_run(const char *script)
{
	return command("POST", "/execute/sync",
	    json_pack("{s:s, s:[]}", "script", script, "args"));
}

char *
browser_text(const char *script)
{
	json_t *value = browser_run(script);
	char *text = json_is_string(value) ? strdup(json_string_value(value))
					   : strdup("");

	json_decref(value);
	return text;
}

double
browser_number(const char *script)
{
	json_t *value = browser_run(script);
	double n = json_number_value(value);

	json_decref(value);
	return n;
}

bool
browser_is(const char *script)
{
	json_t *value = browser_run(script);
	bool is = json_is_true(value);

	json_decref(value);
	return is;
}

void
browser_wait(const char *script)
{
	double end = process_now_ms() + WAIT_MS;
	char wrapped[4096];

	snprintf(
	    wrapped, sizeof(wrapped), "return Boolean((() => {%s})())", script);
	while (!browser_is(wrapped)) {
		if (process_now_ms() > end)
			fail_msg("never true: %s", script);
		poll(NULL, 0, TICK_MS);
	}
}

/* Writes to path the path of the command what for the first element that the
 * CSS selector finds. */
static void
element(const char *css, const char *what, char path[256])
{
	json_t *found = command("POST", "/element",
	    json_pack("{s:s, s:s}", "using", "css selector", "value", css));

	snprintf(path, 256, "/element/%s/%s",
	    json_string_value(json_object_get(found, ELEMENT)), what);
	json_decref(found);
}

void
browser_click(const char *css)
{
	char path[256];

	element(css, "click", path);
	tell(path, json_object());
}

void
browser_type(const char *css, const char *text)
{
	char path[256];

	element(css, "value", path);
	tell(path, json_pack("{s:s}", "text", text));
}

/* Performs the actions of a keyboard or a mouse, and then releases all its keys
 * and buttons.  Takes over source. */
static void
act(json_t *source)
{
	tell("/actions", json_pack("{s:[o]}", "actions", source));
	json_decref(command("DELETE", "/actions", NULL));
}

static void
add_key(json_t *actions, const char *type, const char *key)
{
	json_array_append_new(
	    actions, json_pack("{s:s, s:s}", "type", type, "value", key));
}

void
browser_press(const char *key, bool shift)
{
	json_t *actions = json_array();

	if (shift)
		add_key(actions, "keyDown", KEY_SHIFT);
	add_key(actions, "keyDown", key);
	add_key(actions, "keyUp", key);
	if (shift)
		add_key(actions, "keyUp", KEY_SHIFT);
	act(json_pack("{s:s, s:s, s:o}", "type", "key", "id", "keyboard",
	    "actions", actions));
}

void
browser_hover(int x, int y)
{
	act(json_pack("{s:s, s:s, s:{s:s}, s:[{s:s, s:i, s:i, s:i, s:s}]}",
	    "type", "pointer", "id", "mouse", "parameters", "pointerType",
	    "mouse", "actions", "type", "pointerMove", "x", x, "y", y,
	    "duration", 0, "origin", "viewport"));
}

void
browser_drag(int x0, int y0, int x1, int y1)
{
	json_t *move =
	    json_pack("{s:s, s:i, s:i, s:i, s:s}", "type", "pointerMove", "x",
		x1, "y", y1, "duration", 100, "origin", "viewport");
	json_t *actions =
	    json_pack("[{s:s, s:i, s:i, s:i, s:s}, {s:s, s:i}, o, "
		      "{s:s, s:i}]",
		"type", "pointerMove", "x", x0, "y", y0, "duration", 0,
		"origin", "viewport", "type", "pointerDown", "button", 0, move,
		"type", "pointerUp", "button", 0);

	act(json_pack("{s:s, s:s, s:{s:s}, s:o}", "type", "pointer", "id",
	    "mouse", "parameters", "pointerType", "mouse", "actions", actions));
}

static const char *
build_directory(void)
{
	const char *build = getenv("OCR_BUILD");

	return build ? build : "build";
}

void
browser_shoot(const char *name)
{
	json_t *value = command("GET", "/screenshot", NULL);
	struct process_result result;
	char path[512], file[600];
	const char *argv[] = {
	    "sh", "-c", "base64 -d <\"$0\" >\"$1\"", file, path, NULL};
	FILE *f;

	snprintf(path, sizeof(path), "%s/screenshots", build_directory());
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/screenshots/%s.png", build_directory(),
	    name);
	snprintf(file, sizeof(file), "%s.base64", path);
	f = fopen(file, "we");
	assert_non_null(f);
	fputs(json_string_value(value), f);
	fclose(f);
	json_decref(value);
	assert_int_equal(process_run(argv, WAIT_MS, &result), 0);
	assert_int_equal(result.status, 0);
	process_result_clear(&result);
	unlink(file);
}

char *
browser_axe(void)
{
	char *source = process_read_file(AXE, NULL);

	if (source == NULL)
		return NULL;
	json_decref(browser_run(source));
	free(source);
	return browser_text(
	    "return axe.run().then((r) => r.violations.map((v) => `${v.id}: "
	    "${v.nodes.map((n) => n.html).join(' ')}`).join('\\n'))");
}
