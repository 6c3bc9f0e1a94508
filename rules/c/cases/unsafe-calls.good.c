#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GREETING "hello\n"

void line(void) {
    char text[16];
    // ok: c.unbounded-input
    fgets(text, sizeof text, stdin);
    // ok: c.unbounded-input
    scanf("%15s", text);
    // ok: c.unbounded-input
    scanf("%d", (int *)text);
}

int copy(int argc, char **argv) {
    char name[16];
    // ok: c.unbounded-copy
    snprintf(name, sizeof name, "%s", argv[1]);
    // ok: c.unbounded-copy
    strcpy(name, "constant");
    char *own = malloc(strlen(argv[1]) + 1);
    // ok: c.unbounded-copy
    strcpy(own, argv[1]);
    if (strlen(argv[1]) >= sizeof name) {
        return 1;
    }
    // ok: c.unbounded-copy
    strcpy(name, argv[1]);
    return 0;
}

int run(int argc, char **argv) {
    char command[64];
    snprintf(command, sizeof command, "kill %d", atoi(argv[1]));
    // ok: c.built-command
    system(command);
    // ok: c.shell-command
    system("date");
    // ok: c.shell-command
    return execlp("ls", "ls", argv[1], (char *)NULL);
}

void print(const char *message) {
    // ok: c.format-string
    printf("%s", message);
    // ok: c.format-string
    printf("done\n");
    // ok: c.format-string
    printf(GREETING);
    // ok: c.format-string
    dprintf(2, "%s\n", message);
}

void scratch(char *pattern) {
    // ok: c.temporary-name
    int fd = mkstemp(pattern);
    // ok: c.open-permissions
    fchmod(fd, 0600);
    // ok: c.open-permissions
    mkdir("out", 0755);
    // ok: c.open-permissions
    mkfifo("/run/door", 0600);
    // ok: c.open-permissions
    shm_open("/meter", O_CREAT | O_RDWR, 0600);
}

void roll(int *dice) {
    // ok: c.predictable-secret
    *dice = rand() % 6;
}

void once(const char *path) {
    // ok: c.check-then-use
    FILE *f = fopen(path, "w");
    if (f) {
        fclose(f);
    }
}

void digest(const unsigned char *data, size_t size, unsigned char *out) {
    // ok: c.weak-hash
    SHA256(data, size, out);
    // ok: c.weak-hash
    EVP_Q_digest(NULL, "SHA2-256", NULL, data, size, out, NULL);
    // ok: c.weak-hash
    EVP_get_cipherbyname("aes-256-gcm");
}
