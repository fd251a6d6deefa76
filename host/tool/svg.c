/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/svg.h"

#include <stdarg.h>
#include <string.h>

void svg_begin(FILE *file, int width, int height)
{
    (void)fprintf(file,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                  "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n"
                  "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n",
                  width, height, width, height, width, height);
}

void svg_end(FILE *file)
{
    (void)fputs("</svg>\n", file);
}

/* What has a meaning in XML, and what can't be in it. */
static void put_escaped(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (strchr("<>&\"", *text))
            (void)fprintf(file, "&#%d;", *text);
        else
            (void)fputc((unsigned char)*text < ' ' ? ' ' : *text, file);
    }
}

void svg_text(FILE *file, SvgPoint at, const char *anchor, const char *colour, const char *format,
              ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    (void)fprintf(file, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">", at.x, at.y,
                  anchor, colour);
    put_escaped(file, text);
    (void)fputs("</text>\n", file);
}

void svg_line(FILE *file, SvgPoint from, SvgPoint to, const char *colour, const char *dashes)
{
    (void)fprintf(file,
                  "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" "
                  "stroke-dasharray=\"%s\"/>\n",
                  from.x, from.y, to.x, to.y, colour, dashes);
}

void svg_curve(FILE *file, const SvgPoint *points, size_t count, const char *colour)
{
    if (count == 0)
        return;
    (void)fprintf(file, "<polyline fill=\"none\" stroke=\"%s\" points=\"", colour);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(file, "%s%.1f,%.1f", i > 0 ? " " : "", points[i].x, points[i].y);
    (void)fputs("\"/>\n", file);
}
