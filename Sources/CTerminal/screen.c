#define _GNU_SOURCE
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include "CTerminal.h"
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

// Of a cell's scalars ncurses keeps the spacing one and four marks.
#define SCALARS 5

typedef struct { SCREEN *screen; FILE *input; FILE *output; } opened;

static int names_utf8(const char *variable) {
  const char *value = getenv(variable);
  return value && (strcasestr(value, "utf-8") || strcasestr(value, "utf8"));
}

int ct_locale_is_utf8(void) {
  // A locale that is named but not installed, as is usual in containers and over ssh, still says which characters the terminal speaks.
  if (!setlocale(LC_CTYPE, "") && (names_utf8("LC_ALL") || names_utf8("LC_CTYPE") || names_utf8("LANG"))) setlocale(LC_CTYPE, "C.UTF-8");
  const char *charset = nl_langinfo(CODESET);
  return charset && (!strcasecmp(charset, "UTF-8") || !strcasecmp(charset, "utf8"));
}

int ct_term_check(const char *type, int output) {
  int error = 0;
  if (setupterm(type, output, &error) != OK || error != 1) return CT_TERM_UNKNOWN;
  int result = CT_TERM_OK;
  char *address = tigetstr("cup");
  if (tigetflag("gn") > 0) result = CT_TERM_UNKNOWN;
  else if (tigetflag("hc") > 0 || !address || address == (char *)-1) result = CT_TERM_NO_CURSOR;
  del_curterm(cur_term);
  return result;
}

static FILE *stream(int fd, const char *mode) {
  int copy = dup(fd);
  if (copy < 0) return NULL;
  FILE *file = fdopen(copy, mode);
  if (!file) close(copy);
  return file;
}

void *ct_open(const char *type, int input, int output) {
  opened *o = calloc(1, sizeof *o);
  if (!o) return NULL;
  o->input = stream(input, "r");
  o->output = stream(output, "w");
  // The size comes from the terminal alone: LINES and COLUMNS would freeze it.
  use_env(FALSE);
  use_tioctl(TRUE);
  if (o->input && o->output) o->screen = newterm(type, o->output, o->input);
  if (!o->screen) {
    if (o->input) fclose(o->input);
    if (o->output) fclose(o->output);
    free(o);
    return NULL;
  }
  set_term(o->screen);
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  leaveok(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  return o;
}

void ct_close(void *screen) {
  opened *o = screen;
  set_term(o->screen);
  if (!isendwin()) endwin();
  delscreen(o->screen);
  fclose(o->input);
  fclose(o->output);
  free(o);
}

void ct_leave(void) {
  if (!isendwin()) endwin();
}

int ct_colors(void) { return has_colors() ? COLORS : 0; }
int ct_pairs(void) { return has_colors() ? COLOR_PAIRS : 0; }
int ct_define_pair(int pair, int foreground, int background) { return init_extended_pair(pair, foreground, background) == OK; }

static attr_t attributes_to_curses(int bits) {
  attr_t result = A_NORMAL;
  if (bits & CT_BOLD) result |= WA_BOLD;
  if (bits & CT_DIM) result |= WA_DIM;
  if (bits & CT_UNDERLINE) result |= WA_UNDERLINE;
  if (bits & CT_REVERSE) result |= WA_REVERSE;
#ifdef WA_ITALIC
  if (bits & CT_ITALIC) result |= WA_ITALIC;
#endif
  return result;
}

static int attributes_from_curses(attr_t attributes) {
  int bits = 0;
  if (attributes & WA_BOLD) bits |= CT_BOLD;
  if (attributes & WA_DIM) bits |= CT_DIM;
  if (attributes & WA_UNDERLINE) bits |= CT_UNDERLINE;
  if (attributes & WA_REVERSE) bits |= CT_REVERSE;
#ifdef WA_ITALIC
  if (attributes & WA_ITALIC) bits |= CT_ITALIC;
#endif
  return bits;
}

void ct_put(int y, int x, const uint32_t *scalars, int count, int attributes, int pair) {
  wchar_t text[SCALARS + 1] = {0};
  for (int i = 0; i < count && i < SCALARS; i++) text[i] = (wchar_t)scalars[i];
  cchar_t cell;
  if (setcchar(&cell, text, attributes_to_curses(attributes), 0, &pair) == ERR) return;
  // ERR in the lower right corner means only that the cursor could not go on.
  (void)mvwadd_wch(stdscr, y, x, &cell);
}

void ct_erase(void) { werase(stdscr); }

void ct_show(int cursor_y, int cursor_x) {
  curs_set(cursor_y >= 0 ? 1 : 0);
  if (cursor_y >= 0) wmove(stdscr, cursor_y, cursor_x);
  else wmove(stdscr, 0, 0);
  wnoutrefresh(stdscr);
  doupdate();
}

void ct_repaint(void) { clearok(curscr, TRUE); }

void ct_resize(int height, int width) { resizeterm(height, width); }

int ct_held(int y, int x, uint32_t *scalars, int capacity, int *attributes, int *foreground, int *background) {
  cchar_t cell;
  if (y < 0 || x < 0 || y >= getmaxy(curscr) || x >= getmaxx(curscr) || mvwin_wch(curscr, y, x, &cell) == ERR) return -1;
  wchar_t text[SCALARS + 1] = {0};
  attr_t held = 0;
  short narrow = 0;
  int pair = 0;
  if (getcchar(&cell, text, &held, &narrow, &pair) == ERR) return 0;
  *attributes = attributes_from_curses(held);
  *foreground = *background = -1;
  if (pair > 0) extended_pair_content(pair, foreground, background);
  int count = 0;
  while (count < SCALARS && count < capacity && text[count]) {
    scalars[count] = (uint32_t)text[count];
    count++;
  }
  return count;
}

int ct_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int ct_string(const char *name, char *bytes, int capacity) {
  const char *from = tigetstr((char *)name);
  if (!from || from == (char *)-1) return 0;
  int count = 0;
  while (*from) {
    if (from[0] == '$' && from[1] == '<') {
      const char *end = strchr(from, '>');
      if (end) {
        from = end + 1;
        continue;
      }
    }
    if (count >= capacity) return 0;
    bytes[count++] = *from++;
  }
  return count;
}
