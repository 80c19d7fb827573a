/* The options --encoding and --delimiter, as every command that reads tables takes them. */
#ifndef EN_READING_OPTIONS_H
#define EN_READING_OPTIONS_H

#include "cli.h"
#include "folder.h"

/* What the options of the command say; EN_ERR_USAGE after reporting a delimiter that cannot be one. */
EN_MUST_USE en_status cli_reading(cli *c, en_table_options *options);

#endif
