// seccoder-example: 1
// title: Map a negative status code to its message
// guideline: Test the code against both ends of the table before negating it into an index.
// cwe: CWE-125
// apis: array index
// applies: error handling, device drivers
// --- secure ---
/* The device API returns 0 or a negative code. */
const char *dev_status_text(int code)
{
    static const char *const text[] = {
        "ok", "timed out", "no such device", "bad checksum",
    };
    const int count = sizeof(text) / sizeof(text[0]);

    if (code > 0 || code <= -count)
        return "unknown status";
    return text[-code];
}
// --- vulnerable ---
/* The device API returns 0 or a negative code. */
const char *dev_status_text(int code)
{
    static const char *const text[] = {
        "ok", "timed out", "no such device", "bad checksum",
    };
    const int count = sizeof(text) / sizeof(text[0]);

    if (-code >= count)
        return "unknown status";
    return text[-code];
}
