/* Why the system refused something, or expat a document, in words of the catalogues: the argument `said` of a
 * message. What has no words of its own is told as the system tells it (strerror), or by expat's number.
 */
#ifndef EN_REASONS_H
#define EN_REASONS_H

#include "report.h"

enum { EN_REASON_ROOM = 128 }; /* for the text of a reason without words */

/* The reason of an errno; `room` must outlive the argument. */
en_arg en_reason_of_system(int error, char room[EN_REASON_ROOM]);

/* The reason of an enum XML_Error, alike. */
en_arg en_reason_of_xml(int error, char room[EN_REASON_ROOM]);

#endif
