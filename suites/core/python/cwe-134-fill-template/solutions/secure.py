    def value(match):
        return str(getattr(member, match.group(1)))

    return re.sub(r"\{member\.(name|town|since)\}", value, template)
