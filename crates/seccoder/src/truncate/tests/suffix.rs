//! Text after the cursor.

use super::{Ended, check_between};
use crate::language::Language::{C, Java, JavaScript, Python, Ruby};

#[test]
fn a_repetition_of_the_suffix_is_cut() {
    let f = "def f(a):\n    b = a\n";
    check_between(
        Python,
        f,
        "    b += 1\n¦    return b\n",
        "    return b\n",
        Ended::Suffix,
    );
    check_between(
        Python,
        f,
        "    b += 1¦\n    return b\n",
        "\n    return b\n",
        Ended::Suffix,
    );
    check_between(
        Python,
        f,
        "    b += 1¦\n    return b",
        "\n\n    return b\n",
        Ended::Suffix,
    );
    // At another indentation one line may be chance.
    let suffix = "\n    return b\n\ng()\n";
    let chance = "    if b:\n        return b\n    b += 1¦\n    return b\n";
    check_between(Python, f, chance, suffix, Ended::Suffix);
    check_between(Python, f, "    x\n    return bb\n", suffix, Ended::Open);
    check_between(Python, f, "    x¦\n\ng()\n", suffix, Ended::Function);
    // The cursor stands after the indentation.
    check_between(
        Python,
        "def f(a):\n    ",
        "a += 1\n    ¦return b\n",
        "return b\n",
        Ended::Suffix,
    );
}

#[test]
fn what_the_suffix_closes_is_not_closed() {
    let f = "int f(int a) {\n    ";
    check_between(
        C,
        f,
        "if (a) {\n        return 1;\n    }\n    return 0;¦\n}\n",
        "\n}\n",
        Ended::Suffix,
    );
    check_between(
        C,
        f,
        "return 0;¦\n}\n\nint main",
        "\n}\n\nint g(void) {\n}\n",
        Ended::Suffix,
    );
    check_between(
        C,
        "int f(int a) {\n",
        "    return 0;\n¦}\n",
        "}\n",
        Ended::Suffix,
    );
    check_between(
        C,
        "int f(int a) {\n",
        "if (a) {\nb();\n}\nc();\n¦}\n",
        "}\n",
        Ended::Suffix,
    );
    check_between(C, "int f(int a) { ", "return 0; ¦}", "}", Ended::Suffix);
    check_between(
        C,
        "int f(int a) {\n  g(",
        "a, h(a)¦);\n  x",
        ");\n}\n",
        Ended::Suffix,
    );
    check_between(
        JavaScript,
        "app.get('/', (req, res) => {\n",
        "  res.send(1);¦\n});\n",
        "\n});\napp.listen();\n",
        Ended::Suffix,
    );
    check_between(Python, "x = g(", "a, (b)¦)\n", ")\n", Ended::Suffix);
    check_between(Ruby, "def f\n", "  1¦\nend\n", "\nend\n", Ended::Suffix);
    check_between(
        Java,
        "class A {\n    int f() {\n",
        "        return 1;¦\n    }\n",
        "\n    }\n\n    int g() {\n    }\n}\n",
        Ended::Suffix,
    );
}

#[test]
fn a_function_that_the_suffix_leaves_open_ends_as_usual() {
    check_between(
        C,
        "int f(int a) {\n",
        "    return 0;\n}¦\n\nint x",
        "\n\nint g(void) {\n}\n",
        Ended::Function,
    );
    // The suffix brings no line end, so the completion keeps its own.
    check_between(
        C,
        "int f(int a) {\n",
        "    return 0;\n}\n¦\nint x",
        "int g(void) {\n}\n",
        Ended::Function,
    );
    check_between(
        C,
        "int f(int a) {\n",
        "    return 0;\n}¦ int x",
        "int g(void) {\n}\n",
        Ended::Function,
    );
    check_between(
        Python,
        "def f():\n",
        "    return 0\n¦\n\nx\n",
        "def g():\n    pass\n",
        Ended::Function,
    );
}
