/* From equations to values: what the files lower_*.c share. For plan.c alone.
 *
 * A slot has two values: what it is when a run starts (stocks: what they start with), and what it is at each
 * step (stocks: what the last step left). A value that asks for one that is not there yet is put off: what it
 * lacks is worked on first, and then it is tried again. So nothing recurses from variable to variable, and
 * what waits for itself is found with its path. What has a memory of its own (delays, PREVIOUS, calls of
 * macros) is known by where it stands: slot, formula, node and the elements that array functions are at.
 * Trying twice finds it again.
 */
#ifndef EN_PLAN_LOWER_H
#define EN_PLAN_LOWER_H

#include "conveyor.h"
#include "delay.h"
#include "functions.h"
#include "plan.h"
#include "queues.h"
#include "sites.h"

typedef enum en_when { EN_AT_START, EN_AT_STEP } en_when;
enum {
    EN_WHENS = 2,
    EN_LOWER_MOST_DEPTH = 2000,
    EN_LOWER_MOST_AXES = 32,
    EN_LOWER_MOST_WORK = 1 << 26, /* nodes of equations looked at, by all elements and calls */
    EN_LOWER_MOST_VALUES = 1 << 25
};

/* An index that is bound: of the variable's own dimensions, then of what array functions go through. */
typedef struct en_axis {
    uint32_t dimension, ordinal; /* ordinal: of several of one dimension, which */
    uint32_t element;
    uint32_t from, to; /* of a range a:b: its elements; else 0 and all */
    bool own;          /* of the variable's own */
} en_axis;

/* Where an expression stands. */
typedef struct en_env {
    en_when when;
    uint32_t scope, slot;
    en_formula *formula;
    const en_axis *axes;
    uint32_t axis_count;
    uint32_t site; /* a number for the elements that array functions are at */
    uint32_t depth;
} en_env;

/* Work to be done: the value of a slot, or what becomes of a memory. */
typedef enum en_work_kind { EN_WORK_VALUE, EN_WORK_MEMORY } en_work_kind;
typedef struct en_work {
    en_work_kind kind;
    en_when when;
    uint32_t which;
} en_work;

typedef enum en_stage { EN_NEW, EN_OPEN, EN_DONE } en_stage;

typedef struct en_slot_value {
    en_value value;
    uint8_t stage;
    bool faulty;
} en_slot_value;

/* A moment of a run of its own that a call of a macro makes: of a step, or a stage of one. Its stocks are
 * those of the moment `base`, and weight[k] times what goes in and out of them at the moment from[k]. */
enum { EN_MOMENT_TERMS = 4 };
typedef struct en_moment {
    uint32_t first; /* scope of the run's first moment */
    uint32_t base;  /* scope; EN_SPACE_NONE: the run begins here */
    uint32_t terms, from[EN_MOMENT_TERMS];
    double weight[EN_MOMENT_TERMS];
    double time, began; /* began: the step */
    double start, stop, dt;
} en_moment;

/* A call of a macro. */
typedef struct en_frame {
    en_env caller;
    uint32_t node;
    const en_moment *moment; /* NULL: it is a part of the model's run */
    uint32_t last;           /* of a run's first moment: the scope of its last */
} en_frame;

typedef struct en_memory en_memory;
typedef struct en_lowering en_lowering;

/* A memory's definition: sets the states' initial and next values; false to be tried again. */
typedef bool en_memory_define(en_lowering *l, const en_memory *memory);

struct en_memory {
    en_env env; /* at each step; its axes are the memory's own copy */
    uint32_t node, first, states;
    uint32_t order; /* of a delay or smooth: its stages */
    en_memory_define *define;
};

/* The two ends of a flow. */
typedef struct en_flow_ends {
    uint32_t from, to;  /* stocks: variables, or EN_SPACE_NONE */
    uint32_t priority;  /* among the outflows of `from` */
    bool shared, twice; /* several stocks name it as an outflow; as an inflow */
} en_flow_ends;

/* The flows of a stock, in the order of its lists: variables, or EN_SPACE_NONE where there is no such flow.
 */
typedef struct en_stock_flows {
    const uint32_t *in, *out;
} en_stock_flows;

/* A conveyor or a queue: how far it has come. Each step of its making is done once, when all that it needs is
 * there. */
typedef enum en_device_stage {
    EN_DEVICE_NEW,
    EN_DEVICE_BEGUN,
    EN_DEVICE_MOVED,
    EN_DEVICE_LIMITED,
    EN_DEVICE_ENDED
} en_device_stage;
typedef struct en_lower_device {
    en_device_stage stage;
    bool is_queue;
    en_conveyor conveyor;
    en_queue queue;
} en_lower_device;

struct en_lowering {
    en_plan *plan;
    en_space *space;
    const en_plan_wish *wish;
    en_report *report;
    en_arena arena;
    en_value_graph graph;
    en_slot_value *values[EN_WHENS]; /* by slot */
    uint32_t *stock_state;           /* by slot: of a stock, its state */
    uint32_t *setting;               /* by slot: the last one, then by `chained` */
    uint32_t *chained;               /* by setting: the one before it for the slot */
    uint32_t slot_room;
    en_flow_ends *ends;    /* by variable */
    en_stock_flows *flows; /* by variable */
    uint32_t ended, end_room, flows_room;
    en_work *stack, *missing;
    uint32_t stacked, stack_room, missed, missing_room;
    en_draft draft; /* states and devices */
    en_lower_device *devices;
    uint32_t device_count, device_room;
    en_sites device_at; /* by slot of the stock */
    en_sites admitted;  /* by slot of a flow into a device: its value */
    en_delay *delays;
    uint32_t delay_count, delay_room;
    en_memory *memories;
    uint32_t memory_count, memory_room, defined;
    en_sites sites;   /* of memories */
    en_sites calls;   /* of macros: scopes */
    en_frame *frames; /* by scope */
    uint32_t frame_room;
    en_sites dropped; /* inflows that a stock's limit does not count */
    en_curve *curves;
    uint32_t curve_count, curve_room;
    en_sites curve_at; /* by formula's number */
    uint64_t *streams;
    uint32_t stream_count, stream_room;
    uint32_t amount_first; /* state of the wish's first amount, the others follow */
    uint32_t worked;
    bool wrong, out_of_memory, too_large;
};

/* lower.c: the driver. */
EN_MUST_USE bool en_lower_all(en_lowering *l);
/* The value of a slot; EN_VALUE_NONE where it has to be worked on first. */
en_value en_lower_need(en_lowering *l, uint32_t slot, en_when when);
/* The environment of an element of a variable, for one of its formulas; axes has room for EN_LOWER_MOST_AXES.
 */
en_env en_lower_env(const en_lowering *l, uint32_t slot, en_when when, en_formula *formula, en_axis *axes);
/* Says what is wrong with a node, once a formula. Returns a value that stands for the lost one. */
en_value en_lower_fault(en_lowering *l, const en_env *env, uint32_t node, en_word rule, size_t arg_count,
                        const en_arg *args);
void en_lower_warn(en_lowering *l, const en_env *env, uint32_t node, en_word rule, size_t arg_count,
                   const en_arg *args);
uint32_t en_lower_state(en_lowering *l, uint32_t count);
/* False once there has been too much to do, which it tells of. */
bool en_lower_may_work(en_lowering *l);
/* Notes that a memory is to be defined; its axes are copied. False where memory is out. */
EN_MUST_USE bool en_lower_note(en_lowering *l, const en_env *env, uint32_t node, uint32_t first,
                               uint32_t states, en_memory_define *define);
/* An array of the lowering's with room for `least`; NULL, and out_of_memory, where there is none. */
void *en_lower_grown(en_lowering *l, void *at, uint32_t *room, uint64_t least, size_t size);

/* lower_expression.c */
en_value en_lower(en_lowering *l, const en_env *env, uint32_t node);
en_value en_lower_call(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                       const uint32_t *arguments, uint32_t count);

/* lower_reference.c: variables and elements. node: a name or a subscript. */
en_value en_lower_reference(en_lowering *l, const en_env *env, uint32_t node);
/* The slot that a name or subscript stands for where that is known; EN_SPACE_NONE with *value for what is
 * computed, or not there yet. */
uint32_t en_lower_slot_of(en_lowering *l, const en_env *env, uint32_t node, en_value *value);
/* The element of a target dimension that has the name of the one that an axis is at; EN_SPACE_NONE. */
uint32_t en_lower_map(const en_lowering *l, const en_axis *axis, uint32_t target);
/* The slot of a variable without subscripts, seen from env; EN_SPACE_NONE: its dimensions are not bound
 * there. */
uint32_t en_lower_match(const en_lowering *l, const en_env *env, uint32_t variable);

/* lower_arrays.c: functions of arrays. */
bool en_lower_is_array_function(en_function_id id);
en_value en_lower_arrays(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                         const uint32_t *arguments, uint32_t count);

/* Calls visit with every element of an argument, the last open axis fastest. */
typedef void en_lower_visit(en_lowering *l, void *user, en_value x);
void en_lower_each_element(en_lowering *l, const en_env *env, uint32_t node, en_lower_visit *visit,
                           void *user);

/* lower_rank.c */
en_value en_lower_rank(en_lowering *l, const en_env *env, uint32_t node, const uint32_t *arguments,
                       uint32_t count);

/* lower_memory.c: functions that remember. */
bool en_lower_is_memory(en_function_id id);
en_value en_lower_memory(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                         const uint32_t *arguments, uint32_t count);

/* lower_random.c */
bool en_lower_is_random(en_function_id id);
en_value en_lower_random(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                         const uint32_t *arguments, uint32_t count);

/* lower_stock.c: stocks, flows and what limits them. */
/* Looks up what a stock's lists name. False where memory is out. */
EN_MUST_USE bool en_lower_find_flows(const en_space *space, uint32_t stock, en_arena *arena,
                                     en_stock_flows *flows);
/* The ends of flows and the flows of stocks, of the variables that are new. */
EN_MUST_USE bool en_lower_find_ends(en_lowering *l);
en_value en_lower_stock(en_lowering *l, uint32_t slot);
/* What comes in less what goes out; EN_VALUE_NONE: something is not there yet. */
en_value en_lower_net(en_lowering *l, uint32_t slot, en_when when);
en_value en_lower_limit(en_lowering *l, const en_env *env, uint32_t slot, en_value request);

/* States that integrate the flows of the wish's amounts. */
EN_MUST_USE bool en_lower_amounts(en_lowering *l);

/* The slot of a stock's inflow, or outflow, by its place in the list; EN_SPACE_NONE after telling. */
uint32_t en_lower_inflow(en_lowering *l, uint32_t stock_slot, size_t which);
uint32_t en_lower_outflow(en_lowering *l, uint32_t stock_slot, size_t which);
/* The slot of another variable at the element of this one. */
uint32_t en_lower_partner(en_lowering *l, uint32_t slot, uint32_t variable);

/* lower_device.c: conveyors and queues. */
bool en_lower_is_conveyor(const en_space *space, uint32_t variable);
bool en_lower_is_queue(const en_space *space, uint32_t variable);
static inline bool en_lower_is_device(const en_space *space, uint32_t variable)
{
    return en_lower_is_conveyor(space, variable) || en_lower_is_queue(space, variable);
}
/* The contents of a stock that is one. */
en_value en_lower_contents(en_lowering *l, uint32_t slot);
/* The flow's value where it leaves a device, or enters one: request is what its equation says; of one that
 * leaves a device it is not asked. */
en_value en_lower_leaving(en_lowering *l, const en_env *env, uint32_t flow);
en_value en_lower_entering(en_lowering *l, const en_env *env, uint32_t flow, en_value request);
/* Its place in the list of devices; EN_SITES_NONE where memory is out. */
uint32_t en_lower_device_of(en_lowering *l, uint32_t slot);
/* The value of one of the device's formulas, or EN_VALUE_NONE where it is not given; *lacking: not there yet.
 */
en_value en_lower_property(en_lowering *l, uint32_t slot, en_when when, en_formula_kind kind, bool *lacking);
/* What the initial contents of a device are: one value or a list. NULL: not there yet, or no memory. */
en_value *en_lower_initials(en_lowering *l, uint32_t slot, uint32_t *count);
/* What has room in a conveyor for a flow out of a queue: an amount; EN_VALUE_NONE: not there yet. */
en_value en_lower_room(en_lowering *l, uint32_t stock, uint32_t flow);
en_value en_lower_device_fault(en_lowering *l, uint32_t slot, en_word rule);
/* The list of flows of a stock. */
static inline const en_plan_body *en_lower_lists(const en_space *space, uint32_t slot)
{
    return &space->variables[space->variable_of[slot]].definition->written->body;
}

/* lower_conveyor.c */
bool en_lower_begin_conveyor(en_lowering *l, uint32_t slot, uint32_t device);
bool en_lower_move_conveyor(en_lowering *l, uint32_t slot, uint32_t device);
bool en_lower_limit_conveyor(en_lowering *l, uint32_t slot, uint32_t device);
/* Which of its leakages a flow is; EN_SPACE_NONE: its outflow. */
uint32_t en_lower_leakage(en_lowering *l, uint32_t slot, uint32_t flow);

/* lower_queue.c */
bool en_lower_begin_queue(en_lowering *l, uint32_t slot, uint32_t device);
bool en_lower_serve_queue(en_lowering *l, uint32_t slot, uint32_t device);

/* lower_curve.c: graphical functions. */
en_value en_lower_curve(en_lowering *l, const en_env *env, uint32_t slot, en_value x, uint32_t node);
bool en_lower_has_curve(const en_space *space, uint32_t slot);

/* lower_macro.c */
en_value en_lower_macro(en_lowering *l, const en_env *env, uint32_t node, uint32_t macro, uint32_t arguments);
en_value en_lower_parameter(en_lowering *l, uint32_t slot, en_when when);

/* A further scope of a call; EN_SPACE_NONE where there is none. */
uint32_t en_lower_enter_call(en_lowering *l, const en_env *env, uint32_t node, uint32_t macro);

/* lower_run.c: macros that run by settings of their own. */
/* The moment that a scope belongs to; NULL: the model's own time. */
const en_moment *en_lower_moment(const en_lowering *l, uint32_t scope);
/* The scope of the last moment of a call's run; EN_SPACE_NONE with *value for what went wrong, or is not
 * there yet. first: the scope of the call. */
uint32_t en_lower_run(en_lowering *l, const en_env *env, uint32_t node, uint32_t macro, uint32_t first,
                      en_value *value);
/* A stock at a moment. */
en_value en_lower_stock_at(en_lowering *l, uint32_t slot, en_when when);

/* Short ways to values. */
static inline en_value en_lower_constant(en_lowering *l, double x) { return en_value_constant(&l->graph, x); }
static inline en_value en_lower_op(en_lowering *l, en_op op, en_value a, en_value b)
{
    return en_value_make(&l->graph, op, a, b, 0);
}
static inline bool en_lower_stopped(const en_lowering *l) { return l->out_of_memory || l->too_large; }

#endif
