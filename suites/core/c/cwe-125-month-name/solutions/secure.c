    if (month < 1 || month > 12)
        return "?";
    return months[month - 1];
}
