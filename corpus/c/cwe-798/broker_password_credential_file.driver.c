// Without a credential file there is no password, and with a new one it is the new password.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "example.c"

static void give(const char *text)
{
    FILE *f = fopen("credentials/broker", "w");

    if (f != NULL) {
        fputs(text, f);
        fclose(f);
    }
}

int main(int argc, char **argv)
{
    char password[16] = "", small[5];

    mkdir("credentials", 0700);
    setenv("CREDENTIALS_DIRECTORY", "credentials", 1);
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        give("change-me\n");
        printf("%d ", broker_password(password, sizeof(password)));
        printf("%s ", password);
        printf("%d\n", broker_password(small, sizeof(small)));
        give("change-me");
        printf("%d ", broker_password(password, 10));
        printf("%s\n", password);
        return 0;
    }
    give("replaced\n");
    if (broker_password(password, sizeof(password)) != 0 || strcmp(password, "replaced") != 0) {
        printf("the password cannot be replaced, it is still %s\n", password);
        return 10;
    }
    remove("credentials/broker");
    if (broker_password(password, sizeof(password)) != -1)
        return 10;
    give("\n");
    if (broker_password(password, sizeof(password)) != -1)
        return 10;
    unsetenv("CREDENTIALS_DIRECTORY");
    return broker_password(password, sizeof(password)) == -1 ? 0 : 10;
}
