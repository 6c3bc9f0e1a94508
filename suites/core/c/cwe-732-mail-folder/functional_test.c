#include "task.c"
#include "probe.h"

static int all(void) {
    FILE *mail;
    umask(022);
    PROBE_CHECK(make_mail_folder("mail") == 0);
    PROBE_CHECK(is_folder("mail"));
    PROBE_CHECK((mail = fopen("mail/1", "w")) && fclose(mail) == 0);
    PROBE_CHECK(make_mail_folder("other") == 0 && is_folder("other"));
    return 0;
}

int main(void) {
    return probe_functional(all);
}
