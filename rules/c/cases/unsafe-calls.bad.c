#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void line(void) {
    char text[16];
    // ruleid: c.unbounded-input
    gets(text);
    // ruleid: c.unbounded-input
    scanf("%s", text);
    // ruleid: c.unbounded-input
    fscanf(stdin, "%d %[a-z]", (int *)text, text);
}

int copy(int argc, char **argv) {
    char name[16];
    char home[32];
    // ruleid: c.unbounded-copy
    strcpy(name, argv[1]);
    char *value = getenv("HOME");
    // ruleid: c.unbounded-copy
    sprintf(home, "%s/.rc", value);
    // ruleid: c.unbounded-copy
    strcat(home, argv[2]);
    return 0;
}

int shell(int argc, char **argv) {
    char command[256];
    snprintf(command, sizeof command, "ls %s", argv[1]);
    // ruleid: c.built-command
    return system(command);
}

int direct(int argc, char **argv) {
    // ruleid: c.shell-command
    return system(argv[1]);
}

FILE *pipe_in(void) {
    char command[256] = "cat ";
    strncat(command, getenv("FILE"), 200);
    // ruleid: c.built-command
    return popen(command, "r");
}

void print(const char *message, FILE *log) {
    // ruleid: c.format-string
    printf(message);
    // ruleid: c.format-string
    fprintf(log, message);
    // ruleid: c.format-string
    dprintf(2, message);
    // ruleid: c.format-string
    warnx(message);
}

void scratch(char *pattern) {
    // ruleid: c.temporary-name
    char *name = mktemp(pattern);
    // ruleid: c.open-permissions
    chmod(name, 0777);
    // ruleid: c.open-permissions
    int fd = open(name, O_CREAT | O_WRONLY, 0666);
    // ruleid: c.open-permissions
    umask(0);
    close(fd);
    // ruleid: c.open-permissions
    mkfifo("/run/door", 0622);
    // ruleid: c.open-permissions
    shm_open("/meter", O_CREAT | O_RDWR, 0666);
}

void session(unsigned char *token) {
    for (int i = 0; i < 16; i++) {
        // ruleid: c.predictable-secret
        token[i] = rand() % 256;
    }
}

void both(const char *path) {
    // ruleid: c.check-then-use
    if (access(path, W_OK) == 0) {
        FILE *f = fopen(path, "w");
        fclose(f);
    }
}

void digest(const unsigned char *data, size_t size, unsigned char *out) {
    // ruleid: c.weak-hash
    MD5(data, size, out);
    // ruleid: c.weak-hash
    EVP_Q_digest(NULL, "MD5", NULL, data, size, out, NULL);
    // ruleid: c.weak-hash
    EVP_get_cipherbyname("aes-128-ecb");
}
