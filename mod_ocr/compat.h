/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What differs between the lighttpd releases mod_ocr builds against
 * (1.4.69 to 1.4.85): how one module refers to another, and to itself.
 * Included by mod_ocr.h alone, after lighttpd's own headers.
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

/* 1.4.70 moved the client's address from the connection to the request;
 * 1.4.74 gave chunkqueue_peek_data() a flag. */
#if LIGHTTPD_VERSION_ID >= 0x10446
#define request_address(r) ((r)->dst_addr_buf)
#else
#define request_address(r) (&(r)->con->dst_addr_buf)
#endif

#if LIGHTTPD_VERSION_ID >= 0x1044a
#define peek_data(cq, data, size, errh)                                        \
	chunkqueue_peek_data((cq), (data), (size), (errh), 0)
#else
#define peek_data(cq, data, size, errh)                                        \
	chunkqueue_peek_data((cq), (data), (size), (errh))
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
