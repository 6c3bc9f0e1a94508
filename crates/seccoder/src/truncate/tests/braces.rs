//! Languages with braces, and Ruby.

use super::{check, check_start};
use crate::language::Language::{
    C, CSharp, Cpp, Go, Java, JavaScript, Php, Ruby, Rust, TypeScript,
};

#[test]
fn c() {
    let f = "#include <stdio.h>\n\nint f(int a) {\n";
    check(
        C,
        f,
        "    if (a) {\n        return 1;\n    }\n    return 0;\n}¦\n\nint main(void) {\n",
    );
    check(
        C,
        f,
        "    printf(\"} { %c\\\"\", '}'); // }\n    /* } */\n    return 0;\n}¦\n```\n",
    );
    check(
        C,
        f,
        "    int xs[] = { 1, 2 };\n    struct p q = {0};\n    return xs[0];\n}¦\nint x;",
    );
    check(
        C,
        f,
        "    do { a--; } while (a);\n    FOREACH(x) { x(); }\n    return 0;\n}¦\r\n",
    );
    check(
        C,
        f,
        "#define END }\n#define OPEN { \\\n  {\n    return 0;\n}¦\n",
    );
    check(C, f, "    return 0;\n");
    // Both branches open a block that is closed once.
    check(
        C,
        f,
        "#ifdef A\n    if (a) {\n#else\n    if (!a) {\n#endif\n        return 1;\n    }\n    return 0;\n}¦\nint g;\n",
    );
    check(
        C,
        f,
        "#ifdef A\n    return 1;\n}\n#else\n    return 0;\n}\n#endif¦\nint g;\n",
    );
    // Allman braces, and a cursor before them.
    check(
        C,
        "static int\nf(int a)\n",
        "{\n    while (a)\n    {\n        a--;\n    }\n}¦\nint b;\n",
    );
    check(
        C,
        "int f(int a,",
        " int b)\n{\n    return a;\n}¦\nint g(void) {}\n",
    );
    check(
        C,
        "int f(int a) {\n    for (;;) {\n        ",
        "break;\n    }\n}¦\nint g;\n",
    );
    check(C, "int ", "f(void) {\n    return 1;\n}¦\nint g(void) {}\n");
    check(
        C,
        "#include <a.h>\n",
        "#include <b.h>\nint f(void);\nstatic int x[] = {1};\nint f(void) { return 1; }¦\nint g;",
    );
    check(C, "", "struct p {\n  int x;\n} q;¦\nint g;\n");
    check(C, "", "typedef unsigned char u8;¦\nint g;\n");
}

#[test]
fn cpp() {
    let method = "namespace n {\nclass A : public B {\npublic:\n  int f(int a) const override {\n";
    check(
        Cpp,
        method,
        "    return a;\n  }¦\n  int g() { return 1; }\n};\n}\n",
    );
    check(
        Cpp,
        method,
        "    auto s = R\"x(}}\")x\"; int n = 1'000;\n    auto l = [&](int x) -> int { return x; };\n    std::vector<int> v{1, 2};\n    return l(n);\n  }¦\n};\n",
    );
    check(
        Cpp,
        "template <class T, typename U>\nT f(T a) {\n",
        "  try { g(); } catch (...) { throw; }\n  return a;\n}¦\nint main() {}\n",
    );
    check(
        Cpp,
        "A::A(int a) : x_(a), y_{a} {\n",
        "  init();\n}¦\n\nA::~A() {}\n",
    );
    check(
        Cpp,
        "",
        "A::A(int a) : x_(a), y_{a} {\n  init();\n}¦\n\nA::~A() {}\n",
    );
    // A lambda that is an argument takes its statement with it.
    check(
        Cpp,
        "int main() {\n  std::sort(v.begin(), v.end(), [](int a, int b) {\n",
        "    return a < b;\n  });¦\n  return 0;\n}\n",
    );
    check(
        Cpp,
        "int main() {\n  auto f = [&]() {\n",
        "    return 1;\n  };¦\n  return f();\n}\n",
    );
    check(
        Cpp,
        "namespace n {\n\n",
        "class A {\n  int f() { return 1; }\n};¦\n\nint x;\n}\n",
    );
    check(
        Cpp,
        "class A {\n public:\n",
        "  int f() { return 1; }¦\n  int g();\n};\n",
    );
}

#[test]
fn javascript() {
    let f = "function f(a) {\n";
    check(
        JavaScript,
        f,
        "  if (a) { return `}${a ? '}' : `{`}`; }\n  return /[}/]\\//.test(a);\n}¦\nf();",
    );
    check(
        JavaScript,
        f,
        "  const o = { a: 1, b() { return 2; } };\n  return o; // }\n}¦\n\nmodule.exports = f;\n",
    );
    check(
        JavaScript,
        f,
        "  return a.map(x => { return x; });\n}¦\n```\n",
    );
    check(
        JavaScript,
        f,
        "  const b = a / 2 / \"}\".length;\n  return b;\n}¦\n",
    );
    check(
        JavaScript,
        "class A {\n  get(a) {\n",
        "    return a;\n  }¦\n  set(b) {}\n}\n",
    );
    check(
        JavaScript,
        "class A {\n  get(a, ",
        "b) {\n    return a;\n  }¦\n  set(b) {}\n}\n",
    );
    // Callbacks end with their statement.
    let route = "const app = express();\n\napp.get('/x', (req, res) => {\n";
    check(
        JavaScript,
        route,
        "  if (req) { res.send('}'); }\n});¦\n\napp.listen(3000);\n",
    );
    check(
        JavaScript,
        route,
        "  res.send('x');\n})¦\n\napp.listen(3000)\n",
    );
    check(
        JavaScript,
        "fetch(u).then((r) => {\n",
        "  return r.json();\n})\n  // then\n  .catch((e) => {\n    log(e);\n  });¦\nnext();\n",
    );
    check(
        JavaScript,
        "const f = async (a) => {\n",
        "  return a;\n};¦\nf();\n",
    );
    check(
        JavaScript,
        "const f = async (a) => {\n",
        "  return a;\n}¦\nf()\n",
    );
    check(
        JavaScript,
        "module.exports = {\n  a: function (x) {\n",
        "    return x;\n  }¦,\n  b: 1,\n};\n",
    );
    check(
        JavaScript,
        "module.exports = {\n  a(x) {\n",
        "    return x;\n  }¦,\n  b: 1,\n};\n",
    );
    check(
        JavaScript,
        "const o = {\n  a: () => {\n",
        "    return 1;\n  }¦\n};\n",
    );
    check(
        JavaScript,
        "(function () {\n",
        "  run();\n})();¦\nmore();\n",
    );
    check(
        JavaScript,
        "new Promise((resolve, reject) => {\n",
        "  resolve();\n}).then(a, b);¦\nx;\n",
    );
    check(
        JavaScript,
        "const a = 1\n",
        "const b = 2\nfunction g() {\n  return b\n}¦\ng()\n",
    );
    check(
        JavaScript,
        "",
        "const add = (a, b) => a + b;¦\nadd(1, 2);\n",
    );
    check(
        JavaScript,
        "",
        "export default class A {\n  f() {}\n}¦\nnew A();\n",
    );
}

#[test]
fn typescript() {
    let f = "export async function f<T>(a: T[]): Promise<{ n: number }> {\n";
    check(
        TypeScript,
        f,
        "  const g = (x: T): x is T => { return true; };\n  return { n: a.length };\n}¦\nconst x = 1;\n",
    );
    check(
        TypeScript,
        "@Component({\n  a: 1\n})\nexport class A {\n  constructor(private x: number) {\n",
        "    this.x = x;\n  }¦\n\n  f(): void {}\n}\n",
    );
    check(
        TypeScript,
        "describe('x', () => {\n  it('y', async () => {\n",
        "    expect(`${1}`).toBe(\"}\");\n  });¦\n  it('z', () => {});\n});\n",
    );
    check(
        TypeScript,
        "import a from 'a';\n",
        "interface P {\n  x: { y: number };\n}¦\nconst q = 1;\n",
    );
    check(TypeScript, "", "type P = { x: number };¦\nconst q = 1;\n");
    check(
        TypeScript,
        "export const f = (a: string): string => {\n",
        "  return a;\n};¦\n\nexport const g = 1;\n",
    );
    check(
        TypeScript,
        "const A = () => {\n",
        "  return <p>Don't</p>;\n};¦\nexport default A;\n",
    );
}

#[test]
fn java() {
    let method = "public class A {\n    @Override\n    public int f(int a) throws E {\n";
    check(
        Java,
        method,
        "        if (a > 0) {\n            return '}';\n        }\n        return 0;\n    }¦\n\n    void g() {}\n}\n",
    );
    check(
        Java,
        method,
        "        String s = \"}{\" + \"\"\"\n            }\"}\n            \"\"\"; // }\n        return 0;\n    }¦\n}\n",
    );
    check(
        Java,
        method,
        "        int[] x = {1, 2};\n        Runnable r = new Runnable() {\n            public void run() { g(); }\n        };\n        return 0;\n    }¦\n}\n",
    );
    check(
        Java,
        method,
        "        switch (a) { case 1 -> { return 2; } default -> {} }\n        return 0;\n    }¦\n}\n",
    );
    check(
        Java,
        "class A {\n    A(int x) {\n",
        "        this.x = x;\n    }¦\n    int y;\n}\n",
    );
    check(
        Java,
        "class A {\n    void f() {\n        list.forEach(x -> {\n",
        "            g(x);\n        });¦\n        h();\n    }\n}\n",
    );
    check(
        Java,
        "class A {\n    int x = 1;\n\n",
        "    int f() { return x; }¦\n\n    int g() { return x; }\n}\n",
    );
    check(
        Java,
        "class A {\n    int f(int a, ",
        "int b) {\n        return a;\n    }¦\n}\n",
    );
    check(
        Java,
        "class A {\n    int x;\n",
        "    int y;\n}¦\nclass B {}\n",
    );
    check(Java, "import a.B;\n", "record P(int x) {\n}¦\nclass B {}\n");
}

#[test]
fn go() {
    let f = "package main\n\nfunc f(a int) (int, error) {\n";
    check(
        Go,
        f,
        "\tif a > 0 {\n\t\treturn '}', nil\n\t}\n\ts := `}\n}`\n\t_ = s // }\n\treturn 0, nil\n}¦\n\nfunc main() {\n",
    );
    check(
        Go,
        f,
        "\tx := []struct{ n int }{{1}, {2}}\n\tm := map[string]int{\"}\": 1}\n\treturn len(x) + len(m), nil\n}¦\n",
    );
    check(
        Go,
        f,
        "\tdefer func() {\n\t\trecover()\n\t}()\n\treturn 0, nil\n}¦\nvar x = 1\n",
    );
    check(
        Go,
        "type T struct {\n\tx int\n}\n\nfunc (t *T) Get() int {\n",
        "\treturn t.x\n}¦\n\nfunc g() {}\n",
    );
    check(
        Go,
        "func main() {\n\thttp.HandleFunc(\"/\", func(w http.ResponseWriter, r *http.Request) {\n",
        "\t\tfmt.Fprint(w, \"}\")\n\t})¦\n\thttp.ListenAndServe(\":80\", nil)\n}\n",
    );
    check(
        Go,
        "func main() {\n\tgo func() {\n",
        "\t\twork()\n\t}()¦\n\twait()\n}\n",
    );
    check(
        Go,
        "var c = &cobra.Command{\n\tUse: \"x\",\n\tRun: func(c *cobra.Command) {\n",
        "\t\trun()\n\t}¦,\n}\n",
    );
    check(
        Go,
        "package main\n",
        "import \"fmt\"\n\nvar x = []int{1}\n\nfunc main() {\n\tfmt.Println(x)\n}¦\n\nfunc g() {}\n",
    );
    check(
        Go,
        "package main\n",
        "type T struct {\n\tx int\n}¦\n\nfunc g() {}\n",
    );
}

#[test]
fn rust() {
    let f = "use std::fs;\n\npub fn f<'a>(a: &'a str) -> Result<&'a str, E> {\n";
    check(
        Rust,
        f,
        "    if a == \"}\" || a.starts_with('}') || a == r#\"}\"}\"# {\n        return Ok(a);\n    }\n    /* } /* } */ } */\n    Ok(a)\n}¦\n\nfn main() {}\n",
    );
    check(
        Rust,
        f,
        "    let b = match a { \"x\" => { 1 } _ => 2 };\n    let P { x, .. } = P { x: b };\n    let c = |y: u8| { y };\n    Ok(a)\n}¦\n#[test]\nfn t() {}\n",
    );
    check(
        Rust,
        "impl<T: Fn() -> u8> A for B<T> {\n    const fn get(&self) -> u8 {\n",
        "        self.0\n    }¦\n\n    fn set() {}\n}\n",
    );
    check(
        Rust,
        "fn main() {\n    thread::spawn(move || {\n",
        "        work('x');\n    });¦\n    wait();\n}\n",
    );
    check(
        Rust,
        "fn f(v: &[u8]) -> Vec<u8> {\n    v.iter().map(|x| {\n",
        "        x + 1\n    })\n    .collect()¦\n}\n\nfn g() {}\n",
    );
    check(
        Rust,
        "impl A {\n",
        "    fn f(&self) {}¦\n    fn g() {}\n}\n",
    );
    check(
        Rust,
        "use a;\n",
        "#[derive(Debug)]\nstruct P {\n    x: u8,\n}¦\nimpl P {}\n",
    );
    check(Rust, "use a;\n", "struct P(u8);¦\nimpl P {}\n");
    check(
        Rust,
        "use a;\n",
        "const X: [u8; 1] = [1];\nfn f() {\n    g!({ 1 });\n}¦\nfn h() {}\n",
    );
    check(
        Rust,
        "fn f(a: u8, ",
        "b: u8) -> u8\nwhere\n    u8: Copy,\n{\n    a\n}¦\nfn h() {}\n",
    );
}

#[test]
fn php_csharp_and_ruby() {
    check(
        Php,
        "<?php\nfunction f($a) {\n",
        "    # }\n    $s = <<<EOT\n}\nEOT;\n    return \"}\";\n}¦\necho f(1);\n",
    );
    check(
        Php,
        "class A {\n    public function f() {\n",
        "        return 1;\n    }¦\n    function g() {}\n}\n",
    );
    check(
        CSharp,
        "class A {\n    public int F(int a) {\n",
        "        var s = @\"}\"\"\" + $\"{a}\";\n        return 1;\n    }¦\n    int G() => 1;\n}\n",
    );
    check(
        CSharp,
        "class A\n{\n    int F()\n    {\n#region }\n",
        "        list.ForEach(x => { x(); });\n    }¦\n}\n",
    );
    check(
        Ruby,
        "class A\n  def f(x)\n",
        "    if x\n      endpoint\n    end\n    x\n  end¦\n\n  def g\n  end\nend\n",
    );
    check(Ruby, "", "require 'x'\ndef f\n  1\nend¦\nf\n");
    check(
        Ruby,
        "class A\n",
        "  def f\n    1\n  end¦\n  def g\n  end\nend\n",
    );
    check(Ruby, "def f\n", "  1\nend¦");
}

#[test]
fn regular_expressions_are_told_from_divisions() {
    let f = "function f(a) {\n";
    check(
        JavaScript,
        f,
        "  if (g(a)) /'/.exec(a); else {\n    a();\n  }\n  return 1;\n}¦\nf();\n",
    );
    check(
        JavaScript,
        f,
        "  if (a) { b(); }\n  /[}]/.exec(a);\n  return 1;\n}¦\nf();\n",
    );
    check(
        JavaScript,
        f,
        "  if (a) /}/.exec(a);\n  return 1;\n}¦\nf();\n",
    );
    check(
        JavaScript,
        f,
        "  const b = (a + 1) / 2; if (b) { c('/'); }\n}¦\nf();\n",
    );
    check(
        JavaScript,
        f,
        "  const b = a / 2; c(b / 3, '}');\n}¦\nf();\n",
    );
}

#[test]
fn the_tree_finds_what_the_scanner_lost() {
    // After a `}` in the same line a slash is taken for a division, so what the regular expression
    // holds is taken for code; the parser knows better.
    let f = "function f(a) {\n";
    for lost in ["{", "'", "`", "{'", "[({]"] {
        let text = format!("  if (a) {{ b(); }} /{lost}/.exec(a);\n  return 1;\n}}¦\nf();\n");
        check(JavaScript, f, &text);
    }
}

#[test]
fn the_enclosing_function_is_found() {
    check_start(
        C,
        "int g;\n\n/* Adds. */\nint f(int a) {\n  if (a) {\n",
        Some("/* Adds"),
    );
    check_start(C, "int g;\nint f(int a, ", Some("int f"));
    check_start(C, "int f(int a) {\n}\n", None);
    check_start(C, "int x = g(", None);
    check_start(
        Java,
        "class A {\n    /**\n     * Doc.\n     */\n    @Override\n    int f() {\n",
        Some("    /**"),
    );
    check_start(Java, "class A {\n    int x;\n", None);
    check_start(
        JavaScript,
        "let a = 1;\napp.get('/', (req, res) => {\n",
        Some("app.get"),
    );
    check_start(JavaScript, "if (a) {\n", None);
    check_start(
        Go,
        "package a\n\n// F is.\nfunc F() {\n\tfor {\n",
        Some("// F is"),
    );
    check_start(
        Rust,
        "/// Doc.\n#[inline]\nfn f() {\n    loop {\n",
        Some("/// Doc"),
    );
    check_start(Rust, "impl A {\n", None);
    check_start(
        Cpp,
        "namespace n {\nclass A {\n  int f() const {\n",
        Some("  int f"),
    );
    check_start(
        TypeScript,
        "class A {\n  f(): { a: number } {\n",
        Some("  f()"),
    );
    check_start(Ruby, "class A\n  # Doc\n  def f\n    x", Some("  # Doc"));
}
