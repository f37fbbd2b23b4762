/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Learns how long clients wait.  Knows nothing of queues.
 */
#include "patience.h"

#include <math.h>
#include <string.h>

enum {
	FIRST_LOG2 = 6, /* the first class ends at 64 ms */
	PARTS_LOG2 = 4, /* each doubling has 2^4 classes */
	/*
	 * Nothing is concluded before this many clients, by weight, have left.
	 */
	ENOUGH = 5,
};

/*
 * An end weighs little once this many others have followed, so that the habits
 * of new clients show after some hundred of them.
 */
#define MEMORY 2048.0
#define WEIGHT_MAX 1e12
/*
 * The hazard of the class before is added as if this many clients had shown it.
 * That matters for classes in which few were seen.
 */
#define PRIOR 2.0
/* Ages are not told apart while at least this share of the clients stays. */
#define MOST_STAY 0.95
/* exp(-HAZARD_MAX) is no chance at all. */
#define HAZARD_MAX 700.0

unsigned
patience_class(uint64_t age_ms)
{
	unsigned log2, class;

	if (age_ms >> FIRST_LOG2 == 0)
		return 0;
	/* The highest bit of an age tells its doubling, and the PARTS_LOG2 bits
	 * behind that tell the part of the doubling. */
	log2 = 63 - (unsigned)__builtin_clzll(age_ms);
	class = 1 + ((log2 - FIRST_LOG2) << PARTS_LOG2) +
		(unsigned)(age_ms >> (log2 - PARTS_LOG2) &
			   ((1u << PARTS_LOG2) - 1));
	return class < PATIENCE_CLASSES ? class : PATIENCE_CLASSES - 1;
}

/* Returns the youngest age of a class.  Behind class 0, each doubling of the
 * age has two to the power of PARTS_LOG2 classes of the same width. */
static double
begin_ms(unsigned class)
{
	unsigned doublings = (class - 1) >> PARTS_LOG2;
	unsigned part = (class - 1) & ((1u << PARTS_LOG2) - 1);

	if (class == 0)
		return 0;
	return ldexp(1 + ldexp(part, -PARTS_LOG2), FIRST_LOG2 + (int)doublings);
}

/*
 * Multiplies all weights, before they become too large for a double; their
 * ratios stay.
 */
static void
scale_weights(struct patience *p, double factor)
{
	for (unsigned i = 0; i < PATIENCE_CLASSES; i++) {
		p->left[i] *= factor;
		p->ended[i] *= factor;
	}
	p->left_sum *= factor;
	p->weight *= factor;
}

void
patience_add(struct patience *p, uint64_t age_ms, bool left)
{
	/*
	 * Each end weighs a little more than the one before, so that older ones
	 * count less and less.
	 */
	unsigned class = patience_class(age_ms);

	p->weight = p->weight > 0 ? p->weight * (1 + 1 / MEMORY) : 1;
	p->ended[class] += p->weight;
	if (left) {
		p->left[class] += p->weight;
		p->left_sum += p->weight;
	}
	if (p->weight > WEIGHT_MAX)
		scale_weights(p, 1 / p->weight);
}

double
patience_left(const struct patience *p)
{
	return p->weight > 0 ? p->left_sum / p->weight : 0;
}

bool
patience_is_known(const struct patience *p)
{
	return patience_left(p) >= ENOUGH;
}

bool
patience_has_news(const struct patience *p)
{
	return patience_is_known(p) && patience_left(p) >= 2 * p->learned_left;
}

/*
 * Returns the share of clients that left in a class, of those that were seen in
 * it: left and seen are how many.  The share is drawn towards prior, that of
 * the class before.
 */
static double
estimate(double left, double seen, double prior)
{
	return (left + PRIOR * prior) / (seen + PRIOR);
}

/*
 * Returns the age up to which a share of the clients stays.  Looks at this many
 * classes from the first on; returns UINT64_MAX if the age is in none of them.
 */
static uint64_t
find_age_ms(const struct patience *p, double share, unsigned classes)
{
	for (unsigned i = 0; i < classes; i++)
		if (p->hazard[i + 1] >= -log(share))
			return (uint64_t)begin_ms(i);
	return UINT64_MAX;
}

void
patience_learn(struct patience *p, const unsigned waiting[])
{
	double older = 0, hazard = 0, sum = 0, sure;
	double at_risk[PATIENCE_CLASSES];

	if (!patience_is_known(p))
		return;
	p->learned_left = patience_left(p);
	/*
	 * That a few clients left may be chance, so their number is lowered a
	 * little.
	 */
	sure = (1 - 1 / sqrt(patience_left(p))) / p->weight;
	/*
	 * Clients that ended in a class or are older could have left in it.
	 * Clients that wait in a class may still leave in it, and count only in
	 * the classes before.
	 */
	p->seen = 0;
	for (unsigned i = PATIENCE_CLASSES; i-- > 0;) {
		at_risk[i] = older + p->ended[i] / p->weight;
		older = at_risk[i] + waiting[i];
		if (at_risk[i] >= 1 && p->seen == 0)
			p->seen = i + 1;
	}
	for (unsigned i = 0; i < PATIENCE_CLASSES; i++) {
		hazard = estimate(p->left[i] * sure, at_risk[i], hazard);
		sum -= hazard < 1 ? log1p(-hazard) : HAZARD_MAX;
		p->hazard[i + 1] = fmin(sum, HAZARD_MAX);
	}
	p->calm_ms = find_age_ms(p, MOST_STAY, PATIENCE_CLASSES);
}

/*
 * Returns the hazard up to an age: the share exp(-hazard) of the clients stays
 * until then.  Within a class, clients are assumed to leave evenly.
 */
static double
hazard_until(const struct patience *p, uint64_t age_ms)
{
	unsigned class = patience_class(age_ms);
	double begin = begin_ms(class);
	double part = ((double)age_ms - begin) / (begin_ms(class + 1) - begin);

	return p->hazard[class] +
	       fmin(part, 1) * (p->hazard[class + 1] - p->hazard[class]);
}

double
patience_stay(const struct patience *p, uint64_t age_ms, uint64_t stay_ms)
{
	if (!patience_is_known(p) || age_ms + stay_ms <= p->calm_ms)
		return 1;
	return exp(hazard_until(p, age_ms) - hazard_until(p, age_ms + stay_ms));
}

uint64_t
patience_age_ms(const struct patience *p, double share)
{
	if (!patience_is_known(p))
		return UINT64_MAX;
	return find_age_ms(p, share, p->seen);
}
