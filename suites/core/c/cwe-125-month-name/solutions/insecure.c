    return months[month - 1];
}
