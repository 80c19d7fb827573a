/* See device.h. */
#include "device_store.h"

#include <string.h>

static const en_store_kind *kind_of(const en_device_store *store)
{
    switch (store->device->kind) {
    case EN_DEVICE_DELAY: return &en_store_delay;
    case EN_DEVICE_CONVEYOR: return &en_store_conveyor;
    case EN_DEVICE_QUEUE: break;
    }
    return &en_store_queue;
}

bool en_storage_make(const en_simulation *simulation, en_arena *arena, en_storage **storage)
{
    *storage = NULL;
    if (simulation->device_count == 0) return true;
    en_storage *made = en_arena_array(arena, 1, sizeof *made);
    if (!made) return false;
    *made = (en_storage){.arena = arena,
                         .count = simulation->device_count,
                         .store = en_arena_array(arena, simulation->device_count, sizeof *made->store)};
    if (!made->store) return false;
    for (uint32_t d = 0; d < made->count; d++) {
        en_device_store *s = &made->store[d];
        s->device = &simulation->devices[d];
        s->own = en_arena_array(arena, 1, kind_of(s)->own);
        if (!s->own || (kind_of(s)->make && !kind_of(s)->make(s, arena))) return false;
    }
    const en_code *code = &simulation->program->step;
    for (uint32_t k = 0; k < code->count; k++)
        if (code->at[k].op == EN_OP_DEVICE && code->at[k].a % EN_LOOKS == EN_LOOK_IN)
            made->store[code->at[k].a / EN_LOOKS].in = &code->at[k];
    *storage = made;
    return true;
}

/* At least twice as many rows as there were, as far as the limit goes: of several blocks each longer than the
 * last one, the sizes sum to a multiple of the largest. */
static en_status provide(en_storage *storage, en_device_store *store, size_t most)
{
    enum { ROW = sizeof(double[EN_BLOCK]) };
    if (store->rows <= store->room) return EN_OK;
    uint64_t left = most ? (most - storage->bytes) / ROW : SIZE_MAX / ROW / 2;
    if (store->rows > left) return most ? EN_ERR_LIMIT : EN_ERR_MEMORY;
    uint64_t wanted = store->rows > 2 * store->room ? store->rows : 2 * store->room;
    store->cells = en_arena_raw(storage->arena, wanted < left ? wanted : store->rows, ROW);
    store->room = store->cells ? (wanted < left ? wanted : store->rows) : 0;
    storage->bytes += store->room * ROW;
    return store->cells ? EN_OK : EN_ERR_MEMORY;
}

en_status en_storage_begin(en_block *block)
{
    en_storage *storage = block->storage;
    if (!storage) return EN_OK;
    memset(storage->trouble, 0, sizeof storage->trouble);
    for (uint32_t d = 0; d < storage->count; d++) {
        en_device_store *s = &storage->store[d];
        if (!s->in) continue;
        s->rows = kind_of(s)->rows(&(en_sight){block, s->in, s});
        en_status status = provide(storage, s, block->simulation->device_most);
        if (status != EN_OK) return status;
        memset(s->cells, 0, s->rows * sizeof(double[EN_BLOCK]));
    }
    return EN_OK;
}

void en_storage_hold(en_storage *storage, bool held)
{
    if (storage) storage->held = held;
}

size_t en_storage_bytes(const en_block *block) { return block->storage ? block->storage->bytes : 0; }

en_trouble en_block_trouble(const en_block *block, uint32_t run)
{
    return block->storage ? block->storage->trouble[run] : (en_trouble){.kind = EN_TROUBLE_NONE};
}

void en_sight_trouble(const en_sight *sight, uint32_t run, en_trouble_kind kind)
{
    en_trouble *trouble = &sight->block->storage->trouble[run];
    if (trouble->kind != EN_TROUBLE_NONE) return;
    *trouble = (en_trouble){kind, sight->instruction->a / EN_LOOKS, sight->block->step};
}

void en_device_look(const en_block *block, const en_instruction *i)
{
    if (block->storage->held) return;
    en_device_store *store = &block->storage->store[i->a / EN_LOOKS];
    kind_of(store)->look[i->a % EN_LOOKS](&(en_sight){block, i, store});
}
