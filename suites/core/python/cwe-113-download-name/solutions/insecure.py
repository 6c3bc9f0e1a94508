    return f'Content-Disposition: attachment; filename="{name}"'
