    return template.format(member=member)
