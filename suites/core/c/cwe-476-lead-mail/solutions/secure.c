    const struct person *person = staff_find(staff, name);
    if (!person || !person->lead)
        return NULL;
    const struct person *lead = staff_find(staff, person->lead);
    return lead ? lead->mail : NULL;
}
