//! The words that tell requests for code from others, in the languages that people ask in.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A table of words, in lower case.
type Words = LazyLock<HashSet<&'static str>>;

fn set(words: &'static str) -> HashSet<&'static str> {
    words.split_whitespace().collect()
}

/// What is done to code.
pub(super) static DOES: Words = LazyLock::new(|| {
    set("
    write rewrite implement add create build make fix refactor complete finish generate modify
    update change convert port extend optimise optimize replace develop code program design
    debug patch migrate translate provide give show return remove rename handle use parse
    extract insert move wrap connect integrate validate sanitise sanitize escape improve
    simplify clean correct solve define call hash encrypt sort reverse need want require
    produce construct harden secure expose support allow prevent ensure avoid switch upgrade
    turn let transform split merge delete vectorize parallelize continue try run set log cache
    store check type get drop disable enable render filter
    schreibe schreib schreiben implementiere implementieren erstelle erstellen füge hinzufügen
    ergänze ergänzen ändere ändern behebe beheben korrigiere korrigieren vervollständige
    vervollständigen baue bau bauen programmiere programmieren refaktoriere refaktorieren
    erzeuge erweitere ersetze verbessere brauche mach mache prüfe entwickle
    écris écrire écrivez implémente implémenter ajoute ajouter ajoutez crée créer créez
    corrige corriger corrigez complète compléter génère générer modifie modifier remplace
    améliore développe fais
    escribe escribir escriba implementa implementar añade añadir agrega crea crear completa
    genera generar modifica arregla haz escreva escrever implemente adicione crie criar
    corrija
    напиши напишите написать реализуй добавь добавить исправь исправить создай создать
    перепиши
")
});

/// Those of [`DOES`] that come behind what they do it to: "eine Funktion schreiben".
pub(super) static DOES_LAST: Words = LazyLock::new(|| {
    set("
    schreiben implementieren erstellen hinzufügen ergänzen ändern beheben korrigieren
    vervollständigen bauen programmieren refaktorieren
")
});

/// Those of [`DOES`] that are done to nothing but code.
pub(super) static DOES_TO_CODE: Words = LazyLock::new(|| {
    set("
    implement refactor debug port vectorize parallelize sanitize sanitise implementiere
    implementieren programmiere programmieren refaktoriere refaktorieren implémente
    implémenter implementa implementar реализуй
")
});

/// Those of [`READS`] that ask only before their subject: "should we …", not "we should …".
pub(super) static READS_FIRST: Words = LazyLock::new(|| {
    set("
    is are was were does did has should do know ist sind
")
});

/// Before a language these say that something is in it.
pub(super) static IN_LANGUAGE: Words = LazyLock::new(|| {
    set("
    in using with use en mit avec con com на
")
});

/// What begins a sentence that asks for words.
pub(super) static READS: Words = LazyLock::new(|| {
    set("
    what what's whats why who whose when where which explain describe summarise summarize is
    are was were does did has should tell compare discuss analyse analyze review recommend
    know understand learn warum wieso weshalb wer wann wo welche welcher welches erkläre
    erklär erklären beschreibe fasse ist sind übersetze worin que qu'est-ce quel quelle quels
    pourquoi qui quand où explique expliquer décris résume est-ce traduis qué cuál quién
    cuándo dónde explica explicar resume traduce что почему кто когда где какой объясни
    объясните опиши
")
});

/// What comes before the first word that counts.
pub(super) static POLITE: Words = LazyLock::new(|| {
    set("
    please can could would will you hi hey hello ok okay now then also so and just kindly i
    i'd i'm like to help me let's lets first next finally great thanks we trying want but
    bitte kannst könntest können sie du mir mal nun jetzt hallo peux-tu pouvez-vous peux tu
    s'il te vous plaît bonjour merci puedes por favor hola пожалуйста привет - * •
")
});

/// Before these a word of [`DOES`] is none, or is not to be done.
pub(super) static NOT_BEFORE: Words = LazyLock::new(|| {
    set("
    the a an this that these those my your our its his her their they he she it no not don't
    dont never without nicht kein der die das eine ein le la les un une el of for
")
});

/// What ends a group of words, so that the last noun before it is what the group is about.
pub(super) static STOPS: Words = LazyLock::new(|| {
    set("
    about to for on that of in from with which where who using by so if when because as into
    and or at like explaining describing asking between über für mit zu an auf von und welche
    pour sur qui avec dans et para sobre con en com о для на в с и
")
});

/// What is code wherever it is named.
pub(super) static CODE: Words = LazyLock::new(|| {
    set("
    function functions script scripts code snippet endpoint endpoints regex regexp api apis
    sql parser lexer handler handlers middleware decorator struct enum trait subclass
    dataclass constructor boolean loop loops recursion array arrays hashmap dict dictionary
    iterator callback coroutine goroutine thread threads socket sockets websocket http https
    json yaml xml csv html css url urls backend frontend webapp webhook microservice
    dockerfile makefile cli database sqlite postgres postgresql mysql mongodb redis unittest
    pytest tests bug bugs exception exceptions algorithm compiler crud jwt oauth login
    authentication upload uploads validation docstring docstrings macro pointer malloc buffer
    servlet orm flask django fastapi express react vue angular laravel numpy pandas pytorch
    tensorflow nextjs powershell kubernetes terraform codebase server plugin website parameter
    parameters variable variables constant import imports logging logger caching limiter
    pagination cookie cookies csrf xss injection module scraper crawler unit wrapper generator
    async await stdin stdout argv password passwords webserver daemon checkbox button
    tokenizer encoder decoder serializer hashing encryption calculator tuple boilerplate
    typings lambda closure funktion funktionen skript abfrage endpunkt schnittstelle datenbank
    fehlerbehandlung schleife algorithmus quellcode passwort parameterabfrage fonction
    fonctions requête serveur algorithme boucle données función funciones código consulta
    servidor algoritmo bucle datos função funções rota dados функцию функция функции код
    скрипт класс запрос программу сервер config configuration nginx apache docker git graphql
    grpc rest s3 boto3 aws kafka timeout deadlock mutex dropdown modal navbar stylesheet
    tailwind bootstrap jquery ajax fetch payload entity dto fixture mock mocks linter ci cron
    dataframe tensor classifier dashboard widget slider router listener dependency
    dependencies compile state flag flags env quicksort mergesort fibonacci fizzbuzz
    palindrome dijkstra bfs dfs trie heap factorial sieve sudoku matrix todos stack queue
    linked oneliner one-liner bucket index
")
});

/// What is code when it is close to what is done to it.
pub(super) static PERHAPS_CODE: Words = LazyLock::new(|| {
    set("
    class classes method methods program programs app application page form client package
    library game bot extension view template test feature error errors argument session token
    query queries component hook repository service route routes controller model migration
    schema list field file files type types key check checks cache interface hints command
    tool utility helper klasse klassen methode programm webseite anwendung fehler datei classe
    méthode programme fichier clase método programa archivo arquivo метод файл settings
    setting option options column columns table record records request requests response
    header headers chart menu event events build version pipeline workflow data input output
    user users tree graph
")
});

/// What is written in words.
pub(super) static WORDS: Words = LazyLock::new(|| {
    set("
    poem poems haiku sonnet limerick story stories tale novel essay email emails e-mail
    e-mails mail mails letter memo song lyrics recipe recipes joke jokes summary article blog
    speech toast tweet caption slogan tagline headline paragraph paragraphs resume cv
    itinerary plan agenda outline apology invitation announcement newsletter biography bio
    obituary proposal report sentence sentences quiz lesson greeting eulogy dialogue
    screenplay chapter translation meal workout diet names advice presentation slides message
    text explanation overview opinion review pitch gedicht brief geschichte aufsatz
    zusammenfassung rezept witz rede poème lettre courriel histoire résumé recette discours
    blague poema carta correo historia cuento resumen receta redação стих стихотворение письмо
    рассказ историю рецепт title titles post posts description phrase hashtags reply complaint
    note notes verse rap riddle wish wishes tips bewerbung nachricht antwort märchen texte
    mensaje texto сообщение
")
});

/// Words of a program that does not do what it should.
pub(super) static BROKEN: Words = LazyLock::new(|| {
    set("
    error errors fails failing failed crash crashes crashing bug broken wrong vulnerable
    vulnerability insecure exception fehler erreur bogue fallo ошибка
")
});

/// Words that ask where a fault is.
pub(super) static ASKS_FOR_FAULTS: Words = LazyLock::new(|| {
    set("
    why wrong find warum falsch finde pourquoi trouve почему
")
});

/// Chinese, Japanese and Korean: what is done.
pub(super) const DOES_EAST: &[&str] = &[
    "写",
    "寫",
    "编写",
    "实现",
    "實現",
    "添加",
    "增加",
    "修复",
    "修正",
    "完成",
    "重构",
    "创建",
    "生成",
    "补全",
    "修改",
    "改成",
    "书いて",
    "書いて",
    "作成",
    "作って",
    "実装",
    "追加",
    "리팩터링",
    "작성",
    "구현",
    "추가",
    "수정",
    "만들어",
];

/// Chinese, Japanese and Korean: code.
pub(super) const CODE_EAST: &[&str] = &[
    "函数",
    "函數",
    "代码",
    "代碼",
    "程式",
    "脚本",
    "程序",
    "接口",
    "算法",
    "查询",
    "类",
    "方法",
    "正则",
    "数据库",
    "関数",
    "コード",
    "スクリプト",
    "プログラム",
    "クラス",
    "メソッド",
    "エンドポイント",
    "データベース",
    "함수",
    "코드",
    "스크립트",
    "클래스",
    "프로그램",
    "服务器",
    "服务",
    "网页",
    "页面",
    "组件",
    "模块",
    "变量",
    "测试",
    "错误",
    "漏洞",
    "伺服器",
    "サーバ",
    "テスト",
    "バグ",
    "エラー",
    "서버",
    "테스트",
    "오류",
];

/// Chinese, Japanese and Korean: words.
pub(super) const WORDS_EAST: &[&str] = &[
    "诗",
    "信",
    "故事",
    "文章",
    "邮件",
    "作文",
    "总结",
    "小说",
    "菜谱",
    "詩",
    "手紙",
    "物語",
    "メール",
    "作文",
    "시를",
    "편지",
    "이야기",
    "이메일",
];

/// Chinese, Japanese and Korean: a question for words.
pub(super) const READS_EAST: &[&str] = &[
    "解释",
    "解釋",
    "什么是",
    "是什么",
    "为什么",
    "介绍",
    "翻译",
    "总结",
    "説明",
    "とは",
    "なぜ",
    "설명",
    "무엇",
    "왜",
];

/// Languages by words that are nothing else.
pub(super) static LANGUAGES: Words = LazyLock::new(|| {
    set("
    python javascript typescript java golang php ruby c++ c# kotlin scala haskell perl lua
    bash node nodejs cpp csharp
")
});

/// What a line of code begins with.
pub(super) const LINE_STARTS: &[&str] = &[
    "import ",
    "from ",
    "def ",
    "class ",
    "fn ",
    "func ",
    "function ",
    "public ",
    "private ",
    "protected ",
    "static ",
    "const ",
    "let ",
    "var ",
    "return ",
    "package ",
    "using ",
    "use ",
    "#include",
    "//",
    "/*",
    "<?php",
    "struct ",
    "enum ",
    "impl ",
    "pub ",
    "async ",
    "module ",
    "require",
    "namespace ",
    "export ",
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "CREATE ",
    "template<",
    "typedef ",
    "int ",
    "void ",
    "char ",
    "end",
    "elif ",
    "print(",
    "@",
];
