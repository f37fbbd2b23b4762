/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What differs between the lighttpd releases mod_ocr builds against
 * (1.4.69 to 1.4.85): how one module refers to another, and to itself.
 * Included by mod_ocr.c alone, after lighttpd's own headers.
 */
#ifndef MOD_OCR_COMPAT_H
#define MOD_OCR_COMPAT_H

#if LIGHTTPD_VERSION_ID >= 0x10453 /* 1.4.83 */

/* r->handler_module and the entries of srv->plugins are plugin data. */
typedef struct plugin_data_base *handler_ref;

static inline const plugin *
handler_plugin(handler_ref h)
{
	return h->self;
}

static inline void *
handler_data(handler_ref h)
{
	return h;
}

static inline handler_ref
handler_self(void *plugin_data)
{
	return plugin_data;
}

#else

typedef const plugin *handler_ref;

static inline const plugin *
handler_plugin(handler_ref h)
{
	return h;
}

static inline void *
handler_data(handler_ref h)
{
	return h->data;
}

static inline handler_ref
handler_self(void *plugin_data)
{
	return ((plugin_data_base *)plugin_data)->self;
}

#endif

static inline handler_ref
handler_at(const server *srv, uint32_t i)
{
	return ((handler_ref *)srv->plugins.ptr)[i];
}

static inline int
handler_id(handler_ref h)
{
	return ((plugin_data_base *)handler_data(h))->id;
}

#endif
