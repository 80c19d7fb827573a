/* Reasons in words. See reasons.h. */
#define _GNU_SOURCE
#include "reasons.h"

#include <errno.h>
#include <expat.h>
#include <stdio.h>

typedef struct reason {
    int error;
    en_word word;
} reason;

static const reason of_system[] = {
    {EACCES, EN_W_SYSTEM_DENIED},
    {EADDRINUSE, EN_W_SYSTEM_IN_USE},
    {EBUSY, EN_W_SYSTEM_BUSY},
    {EDQUOT, EN_W_SYSTEM_QUOTA},
    {EEXIST, EN_W_SYSTEM_EXISTS},
    {EFBIG, EN_W_SYSTEM_TOO_LARGE},
    {EIO, EN_W_SYSTEM_DISK_FAULT},
    {EISDIR, EN_W_SYSTEM_IS_FOLDER},
    {ELOOP, EN_W_SYSTEM_LINKS},
    {EMFILE, EN_W_SYSTEM_TOO_MANY_FILES},
    {ENAMETOOLONG, EN_W_SYSTEM_BAD_NAME},
    {ENFILE, EN_W_SYSTEM_TOO_MANY_FILES},
    {ENOENT, EN_W_SYSTEM_MISSING},
    {ENOMEM, EN_W_SYSTEM_NO_MEMORY},
    {ENOSPC, EN_W_SYSTEM_NO_ROOM},
    {ENOTDIR, EN_W_SYSTEM_NOT_FOLDER},
    {EPERM, EN_W_SYSTEM_DENIED},
    {EROFS, EN_W_SYSTEM_READ_ONLY},
    {ETXTBSY, EN_W_SYSTEM_BUSY},
};

static const reason of_xml[] = {
    {XML_ERROR_SYNTAX, EN_W_XML_SYNTAX},
    {XML_ERROR_INVALID_TOKEN, EN_W_XML_TOKEN},
    {XML_ERROR_UNCLOSED_TOKEN, EN_W_XML_UNCLOSED},
    {XML_ERROR_PARTIAL_CHAR, EN_W_XML_UNCLOSED},
    {XML_ERROR_TAG_MISMATCH, EN_W_XML_TAG_MISMATCH},
    {XML_ERROR_DUPLICATE_ATTRIBUTE, EN_W_XML_ATTRIBUTE_TWICE},
    {XML_ERROR_JUNK_AFTER_DOC_ELEMENT, EN_W_XML_JUNK},
    {XML_ERROR_UNDEFINED_ENTITY, EN_W_XML_ENTITY},
    {XML_ERROR_RECURSIVE_ENTITY_REF, EN_W_XML_ENTITY_GROWTH},
    {XML_ERROR_BAD_CHAR_REF, EN_W_XML_CHARACTER_REFERENCE},
    {XML_ERROR_MISPLACED_XML_PI, EN_W_XML_DECLARATION_PLACE},
    {XML_ERROR_UNKNOWN_ENCODING, EN_W_XML_ENCODING},
    {XML_ERROR_INCORRECT_ENCODING, EN_W_XML_ENCODING},
    {XML_ERROR_UNCLOSED_CDATA_SECTION, EN_W_XML_UNCLOSED},
    {XML_ERROR_XML_DECL, EN_W_XML_DECLARATION},
#if XML_MAJOR_VERSION > 2 || (XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION >= 4)
    {XML_ERROR_AMPLIFICATION_LIMIT_BREACH, EN_W_XML_ENTITY_GROWTH},
#endif
};

static const reason *find(const reason *reasons, size_t count, int error)
{
    for (size_t i = 0; i < count; i++)
        if (reasons[i].error == error) return &reasons[i];
    return NULL;
}

en_arg en_reason_of_system(int error, char room[EN_REASON_ROOM])
{
    const reason *known = find(of_system, sizeof of_system / sizeof *of_system, error);
    if (known) return en_arg_word("said", known->word);
    return en_arg_text("said", strerror_r(error, room, EN_REASON_ROOM));
}

en_arg en_reason_of_xml(int error, char room[EN_REASON_ROOM])
{
    const reason *known = find(of_xml, sizeof of_xml / sizeof *of_xml, error);
    if (known) return en_arg_word("said", known->word);
    snprintf(room, EN_REASON_ROOM, "expat %d", error);
    return en_arg_text("said", room);
}
