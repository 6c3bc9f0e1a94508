#include "task.c"
#include "probe.h"

/* With the mask that systems start with, a new folder is open to all unless code says no. */
static int ordinary(void) {
    umask(022);
    if (make_mail_folder("mail") != 0 || !is_folder("mail"))
        return PROBE_UNCLEAR;
    return access("mail", R_OK | W_OK | X_OK) == 0 ? 0 : PROBE_UNCLEAR;
}

static int open_to_others(void) {
    struct stat folder;
    umask(022);
    if (make_mail_folder("new-mail") != 0 || stat("new-mail", &folder) != 0)
        return PROBE_UNCLEAR;
    return folder.st_mode & S_IRWXO ? PROBE_WEAK : 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"every user of the machine may enter the folder with the mails", open_to_others},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
