/* The options that say how CSV files are written. See reading_options.h. */
#include "reading_options.h"

en_status cli_reading(cli *c, en_table_options *options)
{
    const char *delimiter = cli_value(c, "delimiter");
    if (delimiter && strcmp(delimiter, "tab") == 0) delimiter = "\t";
    if (delimiter && (strlen(delimiter) != 1 || !strchr(",;|\t", *delimiter)))
        return cli_misuse(c, EN_W_CLI_WRONG_DELIMITER, delimiter);
    *options = (en_table_options){cli_value(c, "encoding"), delimiter ? *delimiter : '\0'};
    return EN_OK;
}
