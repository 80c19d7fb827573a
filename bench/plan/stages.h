/* What flows on from each stage of the two chains, written once for values of a graph, for vectors and for
 * numbers: whoever includes this says before what `value` is and how it is added, multiplied, and so on.
 */

/* The same at every stage: a share of the stock, up to a capacity. */
static inline value plain_flow(value stock, value rate, value most)
{
    return least(times(stock, rate), most);
}

/* Another equation at each of four stages in turn, and one more at every fifth. */
static inline value mixed_flow(int stage, value stock, value rate, value most)
{
    if (stage % 5 == 4) return chosen(below(most, stock), times(most, rate), times(stock, times(rate, rate)));
    switch (stage % 4) {
    case 0: return least(times(stock, rate), most);
    case 1: return over(times(stock, most), plus(stock, most));
    case 2: return largest(minus(times(stock, rate), times(most, number(0.125))), number(0));
    default: return times(minus(stock, least(stock, most)), plus(rate, number(0.0625)));
    }
}

static inline value flow(bool mixed, int stage, value stock, value rate, value most)
{
    return mixed ? mixed_flow(stage, stock, rate, most) : plain_flow(stock, rate, most);
}

/* By how much the stock grows in a unit of time. */
static inline value growth(value in, value out, value stock, value attrition)
{
    return minus(minus(in, out), times(stock, attrition));
}
