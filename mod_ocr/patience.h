/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long clients wait before they leave, learned from those that left.  Those
 * that were answered did not leave, and those that wait have not left yet: both
 * count as having stayed up to their age (the estimator of Kaplan and Meier).
 * Plain C; ages are milliseconds since a request's headers arrived.
 */
#ifndef MOD_OCR_PATIENCE_H
#define MOD_OCR_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

/* Classes of ages, as an HDR histogram has them: all up to 64 ms, then sixteen
 * for each doubling up to 17 minutes. */
enum { PATIENCE_CLASSES = 1 + 16 * 14 };

/* Zeroed at first. */
struct patience {
	double left[PATIENCE_CLASSES];	/* weight of those that left */
	double ended[PATIENCE_CLASSES]; /* of all that ended */
	double weight;			/* of the latest end; grows */
	double left_sum;
	double learned_left; /* patience_left() when it learned */
	/*
	 * What patience_learn() made of it: the chance to stay up to the start
	 * of a class is exp(-hazard).
	 */
	double hazard[PATIENCE_CLASSES + 1];
	uint64_t calm_ms; /* up to this age hardly anybody leaves */
	unsigned seen;	  /* nobody was seen in the classes from this one on */
};

/* Returns the class of an age. */
unsigned patience_class(uint64_t age_ms);

/*
 * Counts a request that ended at this age.  left says whether it ended because
 * its client left.
 */
void patience_add(struct patience *p, uint64_t age_ms, bool left);

/* Returns how many left, of about the last two thousand that ended. */
double patience_left(const struct patience *p);

/* Whether enough clients left to learn from. */
bool patience_is_known(const struct patience *p);

/*
 * Whether twice as many have left as at the last patience_learn().  Clients
 * that came at the same time may leave at the same time, and then what was
 * learned before is no longer true.
 */
bool patience_has_news(const struct patience *p);

/*
 * Computes what patience_stay() and patience_age_ms() tell from now on, as the
 * hazard of Kaplan and Meier, from the requests that patience_add() has counted
 * and those that wait now.  waiting[PATIENCE_CLASSES] is how many of these
 * there are, by the class of their age.
 */
void patience_learn(struct patience *p, const unsigned waiting[]);

/* Returns the chance, 0 to 1, that a client whose request has this age stays
 * for stay_ms more; 1 up to the age at which a twentieth has left. */
double patience_stay(
    const struct patience *p, uint64_t age_ms, uint64_t stay_ms);

/*
 * Returns the age up to which this share of the clients stays.  Returns
 * UINT64_MAX if too few left to tell, or if more clients stayed up to every age
 * that was seen.
 */
uint64_t patience_age_ms(const struct patience *p, double share);

#endif
