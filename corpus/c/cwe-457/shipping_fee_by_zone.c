// seccoder-example: 1
// title: Compute a shipping fee from a zone letter
// guideline: Give every switch a default that rejects values for which no variable is set.
// cwe: CWE-457
// apis: switch
// applies: shops, logistics
// --- secure ---
int shipping_fee(char zone, unsigned grams, unsigned *cents)
{
    unsigned per_kilo;

    if (grams == 0 || grams > 30000)
        return -1;
    switch (zone) {
    case 'D':
        per_kilo = 120;
        break;
    case 'E':
        per_kilo = 450;
        break;
    case 'W':
        per_kilo = 1400;
        break;
    default:
        return -1;
    }
    *cents = 390 + (grams + 999) / 1000 * per_kilo;
    return 0;
}
// --- vulnerable ---
int shipping_fee(char zone, unsigned grams, unsigned *cents)
{
    unsigned per_kilo;

    if (grams == 0 || grams > 30000)
        return -1;
    switch (zone) {
    case 'D':
        per_kilo = 120;
        break;
    case 'E':
        per_kilo = 450;
        break;
    case 'W':
        per_kilo = 1400;
        break;
    }
    *cents = 390 + (grams + 999) / 1000 * per_kilo;
    return 0;
}
