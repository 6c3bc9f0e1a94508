    command = f"cut -d' ' -f1 {path} | sort | uniq -c | sort -rn | head -n {limit}"
    output = subprocess.check_output(command, shell=True, text=True)
    visitors = []
    for line in output.splitlines():
        hits, address = line.split()
        visitors.append((address, int(hits)))
    return visitors
