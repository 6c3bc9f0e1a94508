    path = os.path.join(folder, name)
    root = ElementTree.parse(path).getroot()
    ElementInclude.include(root, base_url=path)
    return root
