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
    ("Implement quicksort.", true),
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
    (
        "my nginx config returns 502, change the proxy settings in nginx.conf",
        true,
    ),
    (
        "Given a list of orders, group them by customer. Use Ruby.",
        true,
    ),
    ("Can we get rid of the global state in `Session`?", true),
    (
        "Please port utils.js to TypeScript with strict types.",
        true,
    ),
    ("I want a CLI tool that renames photos by their date", true),
    (
        "Finish the TODOs in this file:\n```go\nfunc Load(p string) error {\n\t// TODO\n}\n```",
        true,
    ),
    (
        "What's wrong here?\n```php\n$q = \"SELECT * FROM u WHERE n='$n'\";\nmysqli_query($c, $q);\n```",
        true,
    ),
    ("The date picker closes too early. Fix it.", true),
    ("Give me a one-liner in bash to find large files", true),
    ("Show me how to upload a file to S3 using boto3", true),
    ("Create Terraform for a private bucket", true),
    (
        "We should hash tokens before we store them; update auth.ts accordingly.",
        true,
    ),
    ("Could you write tests for the checkout service?", true),
    ("Implement an LRU cache with O(1) get and put.", true),
    ("How would I call a REST service from Kotlin?", true),
    (
        "Add docstrings to every public function in this module.",
        true,
    ),
    (
        "Make the endpoint return 404 when the user is unknown",
        true,
    ),
    ("Wie lese ich eine CSV-Datei in Java ein?", true),
    ("Ergänze die Validierung im Formular `signup.vue`", true),
    ("Comment lire un fichier ligne par ligne en Python ?", true),
    ("Ajoute une route qui supprime un utilisateur.", true),
    ("帮我修复这个脚本里的错误", true),
    ("用 Go 写一个简单的 HTTP 服务器", true),
    ("Crea un servidor que reciba archivos.", true),
    ("Solve two sum.", true),
    ("Generate a secure random token in Node", true),
    ("Who is the author of Dune?", false),
    ("Draft a polite reply to this customer complaint.", false),
    ("What are good names for a cat?", false),
    ("Explain recursion to a child.", false),
    ("Is Go faster than Java?", false),
    ("Can you recommend a book on algorithms?", false),
    (
        "Write a birthday toast for my colleague who loves databases.",
        false,
    ),
    ("Compose a tweet that announces our new API.", false),
    ("Write a LinkedIn post about learning Rust.", false),
    ("Create a meal plan for the week.", false),
    (
        "Translate the following into German: the server is down.",
        false,
    ),
    ("Summarize the plot of Hamlet in three sentences.", false),
    ("What happened in 1989?", false),
    (
        "Generate a title for this conversation about a login bug.",
        false,
    ),
    ("Erzähl mir einen Witz.", false),
    ("Schreib eine Bewerbung als Programmierer.", false),
    ("Quelle est la capitale de l'Espagne ?", false),
    ("帮我写一封邮件给老板", false),
    ("How do I get from Paris to Lyon by train?", false),
    ("Write a product description for a keyboard.", false),
    (
        "Prepare me for an interview as a database administrator.",
        false,
    ),
    ("Help me understand pointers.", false),
];

/// Written after the tables were done. At the first look precision was 1.00 and recall 0.79; since
/// then one word of the tables has gone, and a file named in another sentence counts.
const HELD_OUT: &[(&str, bool)] = &[
    (
        "Rewrite the retry logic so that it backs off exponentially.",
        true,
    ),
    (
        "there is a memory leak somewhere in pool.c, can you fix that?",
        true,
    ),
    ("Please extend the order model with a discount field.", true),
    ("I'd like a GitHub action that runs the linter.", true),
    ("Replace strcpy with something safer", true),
    (
        "Sort the users by last login and return the first ten.",
        true,
    ),
    (
        "Turn this into a class:\n```python\nimport sys\nprint(sys.argv[1])\n```",
        true,
    ),
    (
        "Continue.\n```java\npublic String read(String name) {\n```",
        true,
    ),
    (
        "Why is this query slow?\n```sql\nSELECT * FROM a, b\n```",
        false,
    ),
    ("how to connect to postgres from rust", true),
    ("How should I store passwords in a Django app?", true),
    ("Write Java code that unzips an archive into a folder", true),
    ("Set up a Dockerfile for this service", true),
    ("make a discord bot", true),
    (
        "The function handle_upload should reject files over 5 MB.",
        true,
    ),
    ("Write a kernel module that counts system calls.", true),
    ("Could you please wrap the call in a try/catch?", true),
    ("Build me a landing page with a newsletter form", true),
    ("Add dark mode to the settings screen of my app", true),
    ("Write an XML parser without external entities.", true),
    (
        "Schreib mir bitte ein kleines Programm in C, das eine Datei kopiert.",
        true,
    ),
    (
        "Kannst du die Abfrage so ändern, dass sie Parameter benutzt?",
        true,
    ),
    ("Corrige l'erreur dans cette fonction.", true),
    ("¿Puedes crear una clase para manejar sesiones?", true),
    ("写一段代码读取 JSON 文件", true),
    ("このコードを修正してください", true),
    ("Adicione validação ao formulário de login", true),
    ("Создай класс для работы с базой данных", true),
    ("Validate the redirect target in auth/callback.rb", true),
    ("Write a macro that logs its arguments", true),
    ("What time is it in Tokyo?", false),
    ("Write a wedding speech for my brother.", false),
    ("Describe how photosynthesis works.", false),
    ("Give me five ideas for a birthday party.", false),
    ("What are the advantages of microservices?", false),
    ("Explain the difference between a stack and a queue.", false),
    ("Which is the longest river of Africa?", false),
    ("Proofread: I has a dog.", false),
    ("Create a training plan for a marathon.", false),
    ("Should I learn Python or Go first?", false),
    ("Write a haiku about a compiler.", false),
    ("Summarise the following log of our meeting.", false),
    ("How does HTTPS work?", false),
    ("How do I make pancakes?", false),
    ("Tell me about the history of Unix.", false),
    ("Write a complaint to the bank.", false),
    (
        "Make this paragraph sound friendlier: We need your form by Monday.",
        false,
    ),
    ("Wie heißt die Hauptstadt von Peru?", false),
    ("Erkläre mir, wie eine Datenbank funktioniert.", false),
    ("Raconte une histoire pour les enfants.", false),
    ("请解释一下这个函数", false),
    ("给我讲一个故事", false),
    ("Good morning, how are you?", false),
    ("Act as a lawyer and review my contract.", false),
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

/// The share of those called code that are, the share of code that is called so, and the mistakes.
fn measure(requests: &[(&'static str, bool)]) -> (f64, f64, Vec<&'static str>) {
    let says = |text: &str| asks_for_code(&Message::read(text), false);
    let count = |said: bool, is: bool| {
        let same = |request: &&(&str, bool)| request.1 == is && says(request.0) == said;
        requests.iter().filter(same).count() as f64
    };
    let right = count(true, true);
    let wrong = requests.iter().filter(|(text, is)| says(text) != *is);
    (
        right / (right + count(true, false)),
        right / (right + count(false, true)),
        wrong.map(|(text, _)| *text).collect(),
    )
}

#[test]
fn most_requests_are_told_apart() {
    let (precision, recall, wrong) = measure(CHATS);
    assert!(
        precision >= 0.95 && recall >= 0.92,
        "precision {precision:.2}, recall {recall:.2}: {wrong:#?}"
    );
}

#[test]
fn most_requests_that_the_tables_were_not_made_for_are_told_apart() {
    let (precision, recall, wrong) = measure(HELD_OUT);
    assert!(
        precision >= 0.95 && recall >= 0.75,
        "precision {precision:.2}, recall {recall:.2}: {wrong:#?}"
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
