/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * accept_queue: the connections that nobody has accepted yet, as ss(8) shows
 * them.
 */
#include "master/accept_queue.h"

#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns the length of the accept queue of the TCP socket fd, or -1 where the
 * kernel does not tell. */
static long
count_tcp(int fd)
{
	struct tcp_info info = {0};
	socklen_t size = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == -1)
		return -1;
	/*
	 * In this field the kernel gives the length of a listening socket's
	 * accept queue.
	 */
	return (long)info.tcpi_unacked;
}

/* Returns the length of the accept queue from the kernel's answer, which has
 * size bytes, or -1 if the answer does not have it. */
static long
read_answer(const char *answer, ssize_t size)
{
	struct nlmsghdr head;
	struct nlattr attribute;
	struct unix_diag_rqlen queue;
	/* The first attribute follows the two heads. */
	size_t offset = sizeof(struct nlmsghdr) + sizeof(struct unix_diag_msg);

	if (size < (ssize_t)sizeof(head))
		return -1;
	memcpy(&head, answer, sizeof(head));
	if (head.nlmsg_type != SOCK_DIAG_BY_FAMILY)
		return -1;
	while (offset + sizeof(attribute) <= (size_t)size) {
		memcpy(&attribute, answer + offset, sizeof(attribute));
		if (attribute.nla_len < sizeof(attribute))
			return -1;
		if (attribute.nla_type == UNIX_DIAG_RQLEN &&
		    offset + sizeof(attribute) + sizeof(queue) <=
			(size_t)size) {
			memcpy(&queue, answer + offset + sizeof(attribute),
			    sizeof(queue));
			return (long)queue.udiag_rqueue;
		}
		/* Each attribute begins at a multiple of four bytes. */
		offset += (attribute.nla_len + 3U) & ~3U;
	}
	return -1;
}

/*
 * Asks the kernel for the length of the accept queue of the unix socket fd, see
 * sock_diag(7).  Returns -1 where it does not tell.
 */
static long
count_unix(int fd)
{
	struct {
		struct nlmsghdr head;
		struct unix_diag_req body;
	} question = {.head = {.nlmsg_len = sizeof(question),
			  .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			  .nlmsg_flags = NLM_F_REQUEST},
	    .body = {.sdiag_family = AF_UNIX,
		.udiag_states = -1U,
		.udiag_show = UDIAG_SHOW_RQLEN,
		.udiag_cookie = {-1U, -1U}}};
	char answer[512];
	struct stat st;
	ssize_t size;
	long count = -1;
	int diag;

	if (fstat(fd, &st) == -1)
		return -1;
	question.body.udiag_ino = (unsigned)st.st_ino;
	diag = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (diag == -1)
		return -1;
	if (send(diag, &question, sizeof(question), MSG_DONTWAIT) != -1) {
		size = recv(diag, answer, sizeof(answer), MSG_DONTWAIT);
		count = read_answer(answer, size);
	}
	close(diag);
	return count;
}

long
accept_queue_length(int fd)
{
	struct sockaddr_storage addr = {.ss_family = AF_UNSPEC};
	socklen_t size = sizeof(addr);

	if (getsockname(fd, (struct sockaddr *)&addr, &size) == -1)
		return -1;
	return addr.ss_family == AF_UNIX ? count_unix(fd) : count_tcp(fd);
}
