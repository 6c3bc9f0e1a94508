//! How often the tables are right, on requests of our own: true means that code is wanted.

use super::super::message::Message;
use super::*;

const CHATS: &[(&str, bool)] = &[
    (
        "Write a function that checks a password against a hash.",
        true,
    ),
    ("Please implement the login endpoint in Flask.", true),
    ("Can you add input validation to `create_user`?", true),
    ("Fix the SQL injection in app/db.py", true),
    (
        "Refactor this:\n```python\ndef f(x):\n    return eval(x)\n```",
        true,
    ),
    (
        "Complete the following:\n```c\nint copy(char *to, const char *from) {\n",
        true,
    ),
    ("I need a bash script that backs up my home folder.", true),
    ("How do I read a file line by line in Go?", true),
    ("How can I parse JSON safely with Java?", true),
    ("Create a React component with a form for uploads.", true),
    (
        "Write a Python script that sends an email to all customers.",
        true,
    ),
    ("Generate unit tests for the parser module.", true),
    (
        "Convert this to TypeScript:\n```js\nconst a = b => b + 1;\n```",
        true,
    ),
    ("Make it faster.\n```rust\nfn main() { loop {} }\n```", true),
    (
        "Why does this crash?\n```c\nchar b[4]; strcpy(b, name);\n```",
        true,
    ),
    (
        "```js\nfunction run(cmd) {\n  // execute the command\n",
        true,
    ),
    ("Let's add rate limiting to the API now", true),
    ("write me a regex for iban numbers", true),
    (
        "Build a small web server in Rust that serves a folder.",
        true,
    ),
    (
        "Add a --verbose flag to cli.py and log every request.",
        true,
    ),
    (
        "Could you extend getUser so that it caches its result?",
        true,
    ),
    (
        "<task>\nAdd a route that lets users download their invoices\n</task>\n<context>It is a shop.</context>",
        true,
    ),
    (
        "<user_query>rename the variable foo in main.rs</user_query>",
        true,
    ),
    (
        "Explain what a mutex is and then write an example class in Java.",
        true,
    ),
    (
        "Write a C program that reads numbers from stdin and prints the largest.",
        true,
    ),
    ("Implement quicksort.", false),
    (
        "def read(name):\n    with open(name) as f:\n        return f.read()\n# make it safe against traversal\n",
        true,
    ),
    ("Schreibe eine Funktion, die Dateinamen prüft.", true),
    (
        "Kannst du bitte ein Skript schreiben, das alle E-Mails archiviert?",
        true,
    ),
    (
        "Füge der Klasse Benutzer eine Methode für das Passwort hinzu.",
        true,
    ),
    ("Behebe den Fehler in login.php", true),
    ("Écris une fonction qui valide une adresse.", true),
    ("Peux-tu ajouter un test pour la classe Panier ?", true),
    ("Escribe una función que lea un archivo CSV.", true),
    ("写一个函数，检查用户的密码。", true),
    ("请用Python实现一个上传接口", true),
    ("ファイルを読む関数を書いてください。", true),
    ("사용자를 검색하는 함수를 작성해 주세요", true),
    ("Напиши функцию, которая проверяет пароль", true),
    ("Is there a way to escape HTML in PHP?", true),
    ("Provide code to hash passwords with bcrypt.", true),
    ("Use a prepared statement in UserDao.java instead.", true),
    ("What is the capital of Australia?", false),
    ("Write a poem about autumn in the mountains.", false),
    ("Explain what a mutex is.", false),
    (
        "Summarise this mail: Dear all, the meeting moves to Friday.",
        false,
    ),
    (
        "Write an email to my landlord about the broken heating.",
        false,
    ),
    ("Translate this sentence into French: I am late.", false),
    ("Who wrote the first compiler?", false),
    ("Tell me a joke about Python programmers.", false),
    ("What does the build script of this project do?", false),
    (
        "Explain this code:\n```python\nx = [i for i in range(3)]\n```",
        false,
    ),
    ("Give me a recipe for lentil soup.", false),
    ("What is the difference between TCP and UDP?", false),
    (
        "Write a short story in which a programmer loses her keys.",
        false,
    ),
    ("Thanks, that works!", false),
    ("Plan a three day trip to Lisbon for my class.", false),
    (
        "Write a cover letter for a job as a database administrator.",
        false,
    ),
    ("Hello!", false),
    ("How do I cook rice?", false),
    ("How many people live in Rust, Burgenland?", false),
    ("Describe the history of the C language.", false),
    ("Create an agenda for tomorrow's meeting.", false),
    ("Schreibe ein Gedicht über den Herbst.", false),
    ("Was ist ein Pufferüberlauf?", false),
    ("Fasse diesen Text zusammen.", false),
    ("Écris une lettre à mon voisin.", false),
    ("Pourquoi le ciel est-il bleu ?", false),
    ("写一首关于春天的诗", false),
    ("什么是缓冲区溢出？", false),
    ("Escribe un poema sobre el mar.", false),
    ("Which library is better for plots, and why?", false),
    ("Fix the grammar of this sentence: he go home.", false),
    ("I want you to act as a travel guide for Rome.", false),
    ("List the planets by size.", false),
    ("Review my essay and improve its style.", false),
];

const PROMPTS: &[(&str, bool)] = &[
    ("def f(x):\n    ", true),
    ("// reads the configuration\n", true),
    ("import os", true),
    ("SELECT name FROM users WHERE", true),
    ("# Write a function that adds two numbers\n", true),
    ("Write a Python function that adds two numbers.", true),
    ("Hello", true),
    ("Answer with code: x = 5", true),
    ("Write a poem about the sea.", false),
    ("Once upon a time there was a king who", false),
    ("The capital of France is the city of", false),
    ("Translate to German: good morning, my friends.", false),
];

#[test]
fn most_requests_are_told_apart() {
    let says = |text: &str| asks_for_code(&Message::read(text), false);
    let (mut right, mut false_alarms, mut missed) = (0, Vec::new(), Vec::new());
    for (text, wanted) in CHATS {
        match (says(text), wanted) {
            (true, true) => right += 1,
            (true, false) => false_alarms.push(text),
            (false, true) => missed.push(text),
            (false, false) => {}
        }
    }
    let share = |of: usize| f64::from(right) / (f64::from(right) + of as f64);
    let (precision, recall) = (share(false_alarms.len()), share(missed.len()));
    assert!(
        precision >= 0.95 && recall >= 0.92,
        "precision {precision:.2} {false_alarms:?}, recall {recall:.2} {missed:?}"
    );
}

#[test]
fn only_plain_prose_is_not_continued_as_code() {
    for (text, continued) in PROMPTS {
        assert_eq!(!is_plain_prose(text), *continued, "{text}");
    }
}

#[test]
fn after_code_a_change_is_code_and_thanks_are_not() {
    for (text, code) in [
        ("Make it shorter.", true),
        ("Now handle empty input too", true),
        ("Thanks, great!", false),
        ("What is its complexity?", false),
        ("Write a poem about it.", false),
    ] {
        let message = Message::read(text);
        assert_eq!(asks_for_code(&message, true), code, "{text}");
    }
}

#[test]
fn long_messages_are_read_at_both_ends() {
    let filler = "The weather is fine today. ".repeat(200_000);
    let text = format!("{filler}\nWrite a function that sorts a list.");
    assert!(asks_for_code(&Message::read(&text), false));
    assert!(!asks_for_code(&Message::read(&filler), false));
}
