    const struct person *person = staff_find(staff, name);
    const struct person *lead = staff_find(staff, person->lead);
    return lead->mail;
}
