    base = os.path.realpath(folder)

    def loader(href, parse, encoding=None):
        path = os.path.realpath(os.path.join(base, href))
        if os.path.commonpath([base, path]) != base:
            raise OSError(f"{href} is not part of the manual")
        if parse == "xml":
            return ElementTree.parse(path).getroot()
        with open(path, encoding=encoding or "utf-8") as file:
            return file.read()

    root = ElementTree.parse(os.path.join(base, name)).getroot()
    ElementInclude.include(root, loader=loader)
    return root
