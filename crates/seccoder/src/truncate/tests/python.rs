//! Python: cuts by indentation.

use super::{check, check_start};
use crate::language::Language::Python;

#[test]
fn the_function_ends_where_the_indentation_falls_back() {
    let f = "def add(a, b):\n";
    check(
        Python,
        f,
        "    return a + b¦\n\n\ndef sub(a, b):\n    return a - b\n",
    );
    check(
        Python,
        f,
        "    return a + b¦\n\nif __name__ == \"__main__\":\n    print(add(1, 2))\n",
    );
    check(Python, f, "    return a + b¦\n```\nThis adds.\n");
    check(
        Python,
        f,
        "    return a + b¦\n\n# next\n\nclass A:\n    pass\n",
    );
    check(Python, f, "    return a + b¦\n@cache\ndef g(): pass\n");
    check(Python, f, "    return a + b\n\n\n");
    check(Python, f, "    return a + b¦\r\n\r\nprint(1)\r\n");
    check(Python, f, "    return a + b¦  \nprint(1)");
}

#[test]
fn nested_blocks_strings_brackets_and_comments_stay_inside() {
    let f = "import os\n\ndef f(path):\n    ";
    check(
        Python,
        f,
        "if not path:\n        return None\n\n# a comment at column 0\n    for x in path:\n        if x == '{':\n            continue\n    return path¦\nx = 1\n",
    );
    check(
        Python,
        f,
        "text = \"\"\"\ndef g():\n'''\n\"\"\"\n    return text¦\ny = 2\n",
    );
    check(
        Python,
        f,
        "rows = [\n1,\n2,  # it's\n]\n    return rows¦\ny = 2\n",
    );
    check(Python, f, "q = 'it\\'s' + \\\n'x'\n    return q¦\ny\n");
    check(Python, f, "return foo(\n    path\n)¦\n\nbar()\n");
    check(Python, f, "s = ''\n    t = \"\"\n    return s¦\nu\n");
    check(
        Python,
        f,
        "def inner():\n        return 1\n    return inner¦\nu\n",
    );
    check(
        Python,
        f,
        "x = f'{path!r:>{10}}'; return x  # it's\n    # end¦\n# more\n\nu\n",
    );
}

#[test]
fn a_forgotten_bracket_does_not_swallow_the_file() {
    check(
        Python,
        "def f(a):\n",
        "    return g(a¦\n\ndef h(b):\n    return b)\n",
    );
    check(
        Python,
        "def f(a):\n",
        "    return (a if a else\ndefault)¦\nx\n",
    );
}

#[test]
fn methods_end_at_the_next_method() {
    let class = "class A:\n    def __init__(self):\n        self.a = 1\n\n    def get(self):\n";
    check(
        Python,
        class,
        "        return self.a¦\n\n    def set(self, a):\n        self.a = a\n",
    );
    check(
        Python,
        class,
        "        return self.a¦\n\n    @property\n    def b(self): ...\n",
    );
    check(Python, class, "        return self.a¦\n\na = A()\n");
    // The innermost def counts.
    let nested = "def outer():\n    def inner(x):\n        ";
    check(Python, nested, "return x¦\n    return inner\n");
}

#[test]
fn the_cursor_may_stand_anywhere() {
    check(Python, "def f(x):", "\n    return x¦\n\nf(1)\n");
    check(Python, "def f(x):", " return x¦\nf(1)\n");
    check(
        Python,
        "def f(x):\n    # double it",
        "\n    return 2 * x¦\nf(1)\n",
    );
    check(
        Python,
        "def f(x):\n    y = ",
        "x + 1\n    return y¦\nf(1)\n",
    );
    check(Python, "def f(a, ", "b):\n    return a¦\nf(1)\n");
    check(Python, "def f(a,\n", "      b):\n    return a¦\nf(1)\n");
    check(
        Python,
        "def f(a):\n    \"\"\"Doc\n",
        "    more.\n    \"\"\"\n    return a¦\nf(1)\n",
    );
    check(Python, "async def f(a):\n\n", "    return a¦\nf(1)\n");
    check(Python, "def f(a):\r\n", "    return a¦\r\nf(1)\r\n");
    check(
        Python,
        "def f(a):\n    if a:\n        return 1\n\n",
        "    return 2¦\nf(1)\n",
    );
    check(
        Python,
        "def f(a):\n\tif a:\n\t\t",
        "return 1\n\treturn 2¦\nf(1)\n",
    );
    check(
        Python,
        "def f(a):\n    return a\n",
        "¦def g(b):\n    return b\n",
    );
}

#[test]
fn after_a_nested_definition_the_outer_function_goes_on() {
    let outer = "def f(a):\n    def g(b):\n        return b\n";
    check(Python, outer, "    return g(a)¦\nf(1)\n");
    let local = "def f(a):\n    class A:\n        x = 1\n\n";
    check(Python, local, "    return A()¦\n\nf(1)\n");
    check(Python, "def f(a):\n    x = 1\n  ", "  return x¦\n\nf(1)\n");
}

#[test]
fn at_the_top_the_first_definition_is_the_end() {
    check(
        Python,
        "import os\n\n",
        "import re\nX = 1\n\ndef f():\n    return X¦\n\ndef g():\n    pass\n",
    );
    check(Python, "def ", "f(x):\n    return x¦\n\nf(1)\n");
    check(
        Python,
        "@app.route('/')\n",
        "def f():\n    return 1¦\n\nf()\n",
    );
    check(
        Python,
        "",
        "class A:\n    def f(self):\n        pass\n\n    x = 1¦\nA()\n",
    );
    check(Python, "", "x = 1\nprint(x)\n");
    check(
        Python,
        "def f():\n    return 1\n\n\n",
        "def g():\n    return 2¦\n\ndef h(): pass\n",
    );
    check(
        Python,
        "def f():\n    return 1\n\n# then g\n",
        "def g():\n    return 2¦\n\ng()\n",
    );
    check(
        Python,
        "class A:\n    x = 1\n\n    ",
        "def f(self):\n        pass¦\n    y = 2\n",
    );
    check(Python, "class A:\n", "    x = 1¦\n\nprint(A.x)\n");
    check(Python, "x = 1\n", "y = 2\n¦```\n");
}

#[test]
fn the_enclosing_function_is_found() {
    check_start(Python, "import os\n\ndef f(a):\n    x = ", Some("def f"));
    check_start(Python, "@a\n@b(\n  1)\ndef f(a):\n", Some("@a"));
    check_start(
        Python,
        "class A:\n    @p\n    async def f(self, ",
        Some("    @p"),
    );
    check_start(
        Python,
        "def f():\n    def g():\n        pass\n    ",
        Some("def f"),
    );
    check_start(Python, "def f(a):\n    return 1\n\n\n", None);
    check_start(Python, "def f(a):\n    return 1\nx = 2\n", None);
    check_start(Python, "class A:\n    x = 1\n", None);
    check_start(Python, "x = '''\ndef f():\n    ", None);
    check_start(Python, "", None);
}
