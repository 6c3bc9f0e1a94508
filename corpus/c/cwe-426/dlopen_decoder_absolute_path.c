// seccoder-example: 1
// title: Load a decoder plug-in of a music player
// guideline: Give dlopen an absolute path to a folder that only the administrator can write.
// cwe: CWE-426, CWE-427
// apis: dlopen
// applies: POSIX, dynamic loader
// --- secure ---
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* `codec` is the short name that the file gave, such as flac. */
void *load_decoder(const char *codec)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char path[PATH_MAX];

    if (codec[0] == '\0' || codec[strspn(codec, allowed)] != '\0')
        return NULL;
    int n = snprintf(path, sizeof(path), "/usr/lib/player/decoders/%s.so", codec);
    if (n < 0 || (size_t)n >= sizeof(path))
        return NULL;
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}
// --- vulnerable ---
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* `codec` is the short name that the file gave, such as flac. */
void *load_decoder(const char *codec)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char path[PATH_MAX];

    if (codec[0] == '\0' || codec[strspn(codec, allowed)] != '\0')
        return NULL;
    int n = snprintf(path, sizeof(path), "./decoders/%s.so", codec);
    if (n < 0 || (size_t)n >= sizeof(path))
        return NULL;
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}
