//! Clues in Python, JavaScript, TypeScript, Java, Go, Rust, PHP, Ruby and C#.

use seccoder::language::Language;

use super::{Clue, change};

const ANY: &[Language] = &[];
const PY: &[Language] = &[Language::Python];
const JS: &[Language] = &[Language::JavaScript, Language::TypeScript];
const RB: &[Language] = &[Language::Ruby];
const PHP: &[Language] = &[Language::Php];
const GO: &[Language] = &[Language::Go];
const RS: &[Language] = &[Language::Rust];
const JVM: &[Language] = &[Language::Java, Language::CSharp];
const MANAGED: &[Language] = &[
    Language::Python,
    Language::JavaScript,
    Language::TypeScript,
    Language::Java,
    Language::Go,
    Language::Rust,
    Language::Php,
    Language::Ruby,
    Language::CSharp,
];

/// Text of SQL into which something is put: by `%`, `+`, `.format`, an f-string, `#{}`, `${}`.
const BUILT_SQL: &str = r#"(?ix)
        \b(select|insert|update|delete|replace|drop|alter|create|where|values|from|set
        |and|order\ by|limit|like)\b[^\n]*(["']\s*%|\.format\(|["']\+|\+["']|["']\.\$|\#\{
        |\$\{|\$\w+|\{\w[^}"']*\}|%\w*[sdvq]\W|'%s'|%\(\w+\)s|"\+)|(execute|query|raw|where
        |find_by_sql|prepare)\w*\(.*(["']%|\+|\.format\(|\#\{|\$\{|Sprintf)|\+\w+\+|%\(
        |\.format\(|Sprintf\("#;

/// A statement whose values are passed beside it.
const BOUND_SQL: &str = r#"(?x)
        (execute|executemany|query|Query|QueryRow|Exec|raw|where|get|all|run|fetch\w*
        |select\w*|order|pluck|find_by_sql|exec_query)(Context|Async)?\([^\n]*,|=\s?\?|\(\?
        |\?["')\s,]|\bvalues?\s?\([^"'\n]*\?|=\s?%s\b|%s\)|%s,|%\(\w+\)s|=\s?:\w+|:\w+[,)"]
        |\$\d\b|prepareStatement\(|\.prepare\w*\(|setString\(|setParameter\(|bind\w*\(
        |Parameters\.|@\w+["',)]|sanitize_sql\w*|mysql\.escape|escape\w*\(|quote\w*\(
        |\.filter\w*\(|\.params?\b|text\(|sql\.Literal|sql\.Identifier|sql\.SQL
        |\[\w+(,\w+)*\]\)?"#;

pub(super) const CLUES: &[Clue] = &[
    change(
        MANAGED,
        BUILT_SQL,
        BOUND_SQL,
        1.1,
        &[89],
        "may bind values that stood inside of a query",
    ),
    change(
        MANAGED,
        r#"(?ix)["'`]\s*\(?(select\b|insert\ (or\ \w+\ )?into|update\b|delete\ from
        |replace\ into|drop|alter|create|call)\b|(execute|executemany|query|rawQuery
        |executeQuery|executeUpdate|find_by_sql|createQuery)\w*\("#,
        r#"(?ix)(execute|executemany|query\w*|exec|raw|run|fetch\w*|get|all
        |each)\([^\n]*,\s?[\[({\w]|["'`].*(\?|%s|:\w+|\$\d|@\w+|%\(\w+\)s)[^\n]*["'`]
        |prepareStatement\(|\.prepare\w*\(|set(String|Int|Long|Parameter)\(|bind\w*\(
        |Parameters\."#,
        1.8,
        &[89],
        "passes values beside a query",
    ),
    change(
        MANAGED,
        r#"(?ix)(select|insert|update|delete|where|values|from)\b.*(["']\s?%\s?[\w(]|\.format\(
        |["']\+\w|\w\+["']|\#\{|\$\{|["']\.\$|"%\()|fmt\.Sprintf\(["`](select|insert|update
        |delete)|f["'].*(select|insert|update|delete)|'%s'|'\{\}'"#,
        r#"(?i)%s|\?|:\w+|\$\d|@\w+|bind|prepare|param|escape|quote|sanitize"#,
        2.0,
        &[89],
        "binds values that stood inside of a query",
    ),
    change(
        RB,
        r#"(?x)(where|order|joins|find_by_sql|pluck|group|having|select|update_all
        |exists\?)[\ (].*\#\{|(where|order|select)\("#,
        r"\?|sanitize_sql|quote|:\w+|arel_table|\w+:\w+",
        1.8,
        &[89],
        "binds values that stood inside of a query",
    ),
    change(
        MANAGED,
        "",
        r"(?x)sanitize_sql|escape_string|mysqli?_real_escape_string|\.quote\(|quote_identifier
        |escapeId\(|SqlString\.|pg_escape\w*|intval\(|bindParam|bindValue|bind_param
        |->prepare\(|sql\.Identifier|sql\.Literal|AddWithValue\(|setParameter\(
        |PreparedStatement",
        2.0,
        &[89],
        "binds or escapes values of a query",
    ),
    // Commands.
    change(
        MANAGED,
        r#"(?x)shell=True|os\.(system|popen)\(|commands\.\w+\(|popen[234]?\(|getoutput\(
        |\bexec(Sync)?\(|\bsystem[\ (]|\bshell_exec\(|\bpassthru\(|Runtime\.
        |exec\.Command\("(sh|bash|cmd)|`.*[\#$]\{|%x|\.exec\(|child_process"#,
        r#"(?x)subprocess\.\w+|shell=False|shlex|pipes\.quote|execFile\w*|spawn\w*
        |escapeshell\w+|Shellwords|ProcessBuilder|exec\.Command\(|Open3|system[\ (].*,
        |popen\(\[|check_output\(\[|\[["'][\w./-]+["'],|quote\(|escape\w*\("#,
        2.4,
        &[78],
        "starts a program without a shell",
    ),
    change(
        MANAGED,
        "",
        r"(?x)shlex\.(quote|split)|pipes\.quote|escapeshellarg|escapeshellcmd|Shellwords
        |shellescape|shell-quote|shell_quote|shellquote|posix_quote|ShellQuote",
        2.6,
        &[78],
        "quotes an argument of a command",
    ),
    change(
        PY,
        r"shell=True|\.join\(|%|\+|\.format\(|cmd|command",
        r"\[[^\n]*['\x22]-{0,2}\w+['\x22][^\n]*,|shell=False|\.append\(|\.extend\(|\+\[",
        1.3,
        &[78],
        "builds a command as a list",
    ),
    change(
        MANAGED,
        r"(?x)\b(exec|system|popen|spawn|call|check_call|check_output|run|Popen|ssh|_execute
        |cli|cmd|command|send)\w*\(",
        r"(?x)\b(exec|system|popen|spawn|call|check_call|check_output|run|Popen|ssh|_execute
        |cli|cmd|command|send)\w*\((\[|.*[\x22'],)",
        1.1,
        &[78],
        "changes how a command is run",
    ),
    // Code and deserialization.
    change(
        MANAGED,
        r"(?x)\beval\(|\bexec\(|new\ Function\(|instance_eval|class_eval|\bassert\(\$
        |\.constantize|\bsend\(",
        r"(?x)literal_eval|JSON\.parse|json\.loads|safe_eval|public_send|getattr\(
        |safe_constantize|ast\.|include\?|whitelist|allow",
        2.3,
        &[94, 95],
        "no longer evaluates text as code",
    ),
    change(
        MANAGED,
        r"\beval\(|new Function\(|\bvm\.run",
        "",
        1.3,
        &[94, 95],
        "drops an evaluation of text as code",
    ),
    change(
        ANY,
        r"yaml\.(unsafe_)?load\w*\(|YAML\.load\w*[ (]|Yaml\(\)|yaml\.load|Loader",
        r"safe_load\w*|SafeLoader|CSafeLoader|safeLoad|SafeConstructor|load\(.*safe",
        3.0,
        &[502],
        "loads YAML safely",
    ),
    change(
        MANAGED,
        r"(?x)pickle|cPickle|Marshal\.|unserialize\(|readObject\(|BinaryFormatter
        |node-serialize|jsonpickle|dill|marshal\.loads|XMLDecoder|ObjectInputStream",
        r"(?x)json|JSON|hmac|allowed_classes|ObjectInputFilter|restricted|allow_pickle=False
        |resolveClass|whitelist|Validating\w+|weights_only|yaml|safe",
        2.3,
        &[502],
        "no longer deserializes what may be anything",
    ),
    change(
        MANAGED,
        "",
        r"(?x)allow_pickle=False|ObjectInputFilter|resolveClass|RestrictedUnpickler|find_class
        |allowed_classes|setAllowed\w+|weights_only=True|enableDefaultTyping
        |TypeNameHandling\.None",
        2.4,
        &[502],
        "limits what may be deserialized",
    ),
    // Pages.
    change(
        MANAGED,
        "",
        r"(?x)(?i:html_?escape|escape_?html)|html\.escape|cgi\.escape|\bescape\(|escapeHtml
        |escapeHTML|escape_html|htmlspecialchars|htmlentities|encodeURIComponent|encodeURI\(
        |DOMPurify|bleach\.|sanitizeHtml|sanitize\w*\(|sanitize[\ (]|h\(|CGI\.escape\w*
        |ERB::Util|html_escape|format_html|conditional_escape|Markup\.escape|markupsafe
        |saxutils|HtmlEncode|ForHtml|StringEscapeUtils|HtmlUtils|template\.HTMLEscape\w*
        |_\.escape|esc_(html|attr|url|js)|strip_tags|escapeXml|xss\(|filterXSS|jsonEscape
        |escapeMarkup|json_escape|escape_javascript|urlescape|urlencode|quote_plus
        |entities\.|validator\.escape|escapeRegExp|autoescape|mark_safe|Sanitizer|Purify
        |encodeFor\w+|escapeJs\w*|escape_once",
        2.1,
        &[79],
        "escapes what is put into a page",
    ),
    change(
        MANAGED,
        r"(?x)innerHTML|\.html\(|document\.write|dangerouslySetInnerHTML|v-html
        |insertAdjacentHTML|\.append\(|outerHTML|bypassSecurityTrust",
        r"(?x)textContent|innerText|\.text\(|createTextNode|createElement|setAttribute
        |escape\w*|sanitize\w*|DOMPurify|document\.create",
        2.4,
        &[79],
        "puts text instead of HTML into a page",
    ),
    change(
        MANAGED,
        r"(?x)html_safe|\braw[\ (]|mark_safe|\|safe|Markup\(|template\.HTML\(|Html\.Raw
        |allow_tags|<%==|SafeText|safe_join|allowTags|autoescape=False|escape=False
        |render_template_string",
        "",
        2.2,
        &[79],
        "no longer marks text as safe HTML",
    ),
    change(
        MANAGED,
        r"text/template|Environment\(|text/html",
        r"(?x)html/template|autoescape|select_autoescape|text/plain|application/json|X-XSS
        |Content-Security-Policy|nosniff",
        2.2,
        &[79],
        "has pages escaped or typed",
    ),
    // Paths.
    change(
        MANAGED,
        "",
        r#"(?x)safe_join|secure_filename|os\.path\.(abspath|realpath|normpath|basename
        |commonp\w+|relpath)|\.resolve\(|is_relative_to|relative_to\(|path\.(normalize
        |resolve|basename|relative|isAbsolute)\(|filepath\.(Clean|Base|Rel|Abs|IsLocal
        |EvalSymlinks)|path\.Clean|SecureJoin|securejoin|HasPrefix\(|getCanonical(Path|File)
        |toRealPath|\.normalize\(|FilenameUtils|File\.(basename|expand_path|realpath)
        |expand_path|realpath\(|basename\(|Path\.GetFullPath|Path\.GetFileName
        |["'/]\.\.["'/\\]|["']\.\./?["']|\\\.\\\.|is_within_directory|canonicalize\(
        |Component::|startsWith\(.*(root|base|dir|path|folder)|startswith\(.*(root|base|dir
        |path|folder)|isSafePath|is_safe_path|zip\ ?slip|safe_extract|filter=["']data
        |FileSystems|SuspiciousFileOperation|send_from_directory|os\.sep|pathsep
        |posixpath\.normpath|sanitize_?(file|path)\w*|sanitizeFilename|clean_?path|IsSub\w*
        |validate_?path|is_subpath|isPathInside|path-is-inside"#,
        2.0,
        &[22],
        "checks or cleans a path",
    ),
    change(
        PY,
        r"extractall|\.extract\(",
        r"members|filter=|safe|getnames|namelist|startswith",
        2.2,
        &[22],
        "checks the members of an archive",
    ),
    change(
        RB,
        r"send_file|render[ (]|File\.(open|read|join)|open\(",
        r"basename|expand_path|start_with|realpath|include\?|File\.open|URI",
        1.6,
        &[22],
        "checks a path",
    ),
    // Secrets, cryptography, randomness.
    change(
        ANY,
        "",
        r"(?x)compare_digest|timingSafeEqual|secure_compare|ConstantTimeCompare|hash_equals
        |MessageDigest\.isEqual|FixedTimeEquals|constant_time_compare
        |fixed_length_secure_compare|const_time_eq|ct_eq|ConstantTime\w+",
        2.8,
        &[208],
        "compares in constant time",
    ),
    change(
        MANAGED,
        r#"(?ix)\b(md5|sha-?1|des|rc4|ecb|arcfour|3des|tripledes|md4|blowfish|pkcs1|sha1\w+)\b
        |ECB|MD5|SHA1|createHash\(|DESede"#,
        r#"(?ix)sha-?_?(2|3|256|384|512)|aes|gcm|blake|chacha|hmac|bcrypt|scrypt|argon|pbkdf
        |oaep|cbc|ctr\b|fernet"#,
        2.4,
        &[327, 328],
        "replaces a broken algorithm",
    ),
    change(
        MANAGED,
        "",
        r"(?x)bcrypt|pbkdf2|\bscrypt|argon2|password_hash\(|PBKDF2|Rfc2898|check_password_hash
        |generate_password_hash|has_secure_password|make_password",
        2.2,
        &[916],
        "hashes passwords slowly",
    ),
    change(
        MANAGED,
        r"(?x)\brandom\.|Math\.random|\brand\(|mt_rand|new\ Random\(|math/rand|rand\.(Int|Read
        |Seed)|uniqid\(|srand|thread_rng|shuffle|Random\.|RandomUtils|RandomStringUtils
        |uuid1|time\.time",
        r"(?x)secrets\.|SystemRandom|urandom|crypto\.(randomBytes|getRandomValues|randomInt
        |randomUUID)|randomBytes|random_bytes|random_int|SecureRandom|crypto/rand
        |rand\.Reader|cryptorand|getRandomValues|RandomNumberGenerator|OsRng|openssl_random
        |uuid4|nanoid|token_\w+",
        2.6,
        &[338, 330],
        "takes secure random numbers",
    ),
    change(
        MANAGED,
        r"\b(512|768|1024|56|64|40)\b",
        r"\b(2048|3072|4096|128|192|256)\b",
        1.4,
        &[326],
        "lengthens a key",
    ),
    change(
        MANAGED,
        r"(?x)verify=False|CERT_NONE|InsecureSkipVerify|rejectUnauthorized:false|VERIFY_NONE
        |check_hostname=False|_create_unverified_context|VERIFYPEER|verify_mode|ALLOW_ALL
        |TrustAll|NoopHostname|checkServerTrusted|danger_accept
        |ServerCertificateValidationCallback|AutoAddPolicy|strict_ssl|insecure",
        r"(?x)verify|CERT_REQUIRED|InsecureSkipVerify:\w|VERIFY_PEER|rejectUnauthorized
        |create_default_context|check_hostname=True|RejectPolicy|WarningPolicy|true|True
        |hostname|ssl",
        2.1,
        &[295],
        "verifies certificates",
    ),
    change(
        PY,
        "",
        r"(?x)RejectPolicy|CERT_REQUIRED|create_default_context|check_hostname=True
        |load_system_host_keys|verify=True",
        2.0,
        &[295],
        "verifies certificates",
    ),
    change(
        MANAGED,
        r"(?x)SSLv[23]|TLSv1(_1)?\b|PROTOCOL_SSL\w*|PROTOCOL_TLSv1\b|ssl3|VersionTLS1[01]
        |VersionSSL\w*|SSL3|wrap_socket",
        r"(?x)TLSv1_[23]|PROTOCOL_TLS\w*|VersionTLS1[23]|Tls1[23]|TLSv1\.[23]|OP_NO_\w+
        |minimum_version|MinVersion",
        2.3,
        &[327, 326],
        "asks for a newer TLS",
    ),
    change(
        GO,
        "",
        r"MinVersion:tls\.|CipherSuites:|tls\.VersionTLS1[23]",
        2.0,
        &[327, 326],
        "asks for a newer TLS",
    ),
    change(
        MANAGED,
        r#"(?ix)(password|passwd|secret|api_?key|token|private_?key
        |credential)\w*["']?\s?[=:]\s?["'][^"']+["']"#,
        r"(?x)environ|getenv|Getenv|process\.env|ENV\[|config\.|settings\.|secrets\.|getpass
        |vault|credentials|keyring",
        2.2,
        &[798],
        "takes a secret out of the code",
    ),
    // Temporary files and permissions.
    change(
        MANAGED,
        r#"(?x)mktemp\(|tempnam|tmpnam|["']/tmp/|File\.createTempFile|os\.tmpdir|os\.TempDir
        |tmp_name|/var/tmp"#,
        r"(?x)mkstemp|NamedTemporaryFile|TemporaryFile|TemporaryDirectory|mkdtemp|MkdirTemp
        |CreateTemp|Tempfile|Dir\.mktmpdir|createTemp(File|Directory)|ioutil\.Temp\w+
        |tempfile|TempDir|Files\.create|tmpfile",
        2.6,
        &[377],
        "creates a temporary file safely",
    ),
    change(
        PY,
        "",
        r"mkstemp\(|NamedTemporaryFile\(|TemporaryDirectory\(|mkdtemp\(",
        1.8,
        &[377],
        "creates a temporary file safely",
    ),
    change(
        MANAGED,
        r"(?x)0o?[0-7]?(777|666|775|755|644|664|711)|S_IROTH|S_IWOTH|ModePerm|FullControl
        |setReadable\(true,false|0[76][0-7]{2}",
        r"(?x)0o?[0-7]?(700|600|750|640|400|755|644|0600|0700)\b|S_IRUSR|S_IRWXU|umask
        |setReadable|PosixFilePermission",
        2.1,
        &[732],
        "narrows permissions",
    ),
    // Requests and sessions.
    change(
        MANAGED,
        "",
        r#"(?x)is_safe_url|url_has_allowed_host|isSafeRedirect|isLocalUrl|IsLocalUrl
        |safe_redirect|urlparse\(|urlsplit\(|url_from|netloc|allowed_redirect
        |sanitizeRedirect|isRelative|isSafeUrl|startsWith\(["']//|startswith\(["']/
        |new\ URL\(|url\.Parse\(|URI\.parse|\.hostname\b|\.host\b|only_path"#,
        1.2,
        &[601, 918],
        "checks an address",
    ),
    change(
        MANAGED,
        "",
        r"(?x)is_private|isLoopback|IsLoopback|isPrivate|IsPrivate|is_loopback|ipaddress\.
        |127\.0\.0\.1|169\.254|allowed_hosts|ALLOWED_HOSTS|isSiteLocal|SsrfFilter|ssrf
        |private_address|allow_redirects=False",
        1.7,
        &[918],
        "checks where a request goes",
    ),
    change(
        MANAGED,
        "",
        r"(?x)csrf|xsrf|CSRF|XSRF|protect_from_forgery|verify_authenticity_token
        |authenticity_token|ValidateAntiForgeryToken|check_admin_referer|wp_verify_nonce
        |wp_nonce\w*|@require_POST|require_http_methods|require_POST|via:\ ?:(post|delete
        |patch)|methods=\[",
        2.2,
        &[352],
        "asks for a token against forged requests",
    ),
    change(
        MANAGED,
        r"(?x)csrf_exempt|skip_before_action|skip_before_filter|with:[\ :]?null_session
        |csrf\W+(disable|false)|permit!",
        "",
        2.2,
        &[352, 915],
        "no longer switches a protection off",
    ),
    change(
        RB,
        r"params\[|attributes=|update_attributes|\.new\(|\.create|\.update",
        r"(?x)\.permit[\ (!]|require\(:\w+\)|attr_accessible|attr_protected|\.slice\(
        |_params\b|\.except\(",
        2.1,
        &[915],
        "takes over named fields only",
    ),
    change(
        JS,
        "",
        r"(?x)__proto__|hasOwnProperty|Object\.create\(null\)|prototype.*(===|!==|includes)
        |Object\.freeze|isPrototypeKey|constructor.*(===|!==)|hasOwn\(|Object\.prototype
        |new\ Map\(",
        1.7,
        &[1321, 915],
        "guards against polluted prototypes",
    ),
    change(
        MANAGED,
        "",
        r"(?ix)http_?only|samesite|secure=True|secure:true|Secure:true|session\.regenerate
        |session_regenerate_id|reset_session|cycle_key|setSecure\(|CookieSecure
        |SESSION_COOKIE",
        2.0,
        &[1004, 614],
        "protects a cookie or session",
    ),
    change(
        MANAGED,
        "",
        r"(?i)x-frame-options|frame-ancestors|clickjacking|xframe\w*",
        2.2,
        &[1021],
        "forbids framing",
    ),
    change(
        MANAGED,
        "",
        r"(?ix)login_required|permission\w*|authori[sz]e\w*|\bcan\?|\bis_?admin|is_?owner
        |has_?perm\w*|has_?role|require_?(role|login|auth\w*|user|admin)|current_user\.
        |check_?(perm|access|auth)\w*|PreAuthorize|RolesAllowed|Forbidden|PermissionDenied
        |Unauthorized|\b40[13]\b|before_action|is_?authenticated|ensure_?(admin|auth|user
        |login)\w*|policy_scope|load_and_authorize|AccessDenied|acl\b",
        1.4,
        &[862, 863],
        "adds a check of rights",
    ),
    // Parsers, expressions, limits.
    change(
        ANY,
        "",
        r"(?x)resolve_entities=False|defusedxml|disallow-doctype-decl
        |FEATURE_SECURE_PROCESSING|external-general-entities|external-parameter-entities
        |noent:false|LIBXML_NO\w+|ACCESS_EXTERNAL\w*|XmlResolver=null
        |DtdProcessing\.Prohibit|SUPPORT_DTD|IS_SUPPORTING_EXTERNAL|no_network|NONET
        |forbid_dtd|setExpandEntityReferences\(false|XMLConstants|SAXParserFactory
        |libxml_disable_entity_loader|load_dtd=False|feature_external",
        2.9,
        &[611],
        "switches external entities off",
    ),
    change(
        MANAGED,
        "",
        r"(?x)re\.escape|Regexp\.escape|escapeRegExp|escapeStringRegexp|regexp\.QuoteMeta
        |Pattern\.quote|preg_quote|Regex\.Escape|escape_filter_chars|escapeLDAP\w*
        |encodeForLDAP|ldap_escape|LdapEncoder",
        2.1,
        &[74, 90],
        "escapes text for a pattern or query",
    ),
    change(
        RB,
        r"/\^|\$/",
        r"\\A|\\z",
        2.2,
        &[777, 20],
        "anchors a pattern at both ends",
    ),
    change(
        MANAGED,
        r"[/'\x22].*(\+\)[+*]|\*\)[+*]|\.\*.*\.\*|\w\+.*\+|\*\??)",
        r"\{\d*,\d+\}|\[\^|\(\?:|\.\*?\?|\.length[<>]|re2|RE2|timeout",
        0.9,
        &[1333],
        "changes a pattern",
    ),
    change(
        MANAGED,
        "",
        r#"replace\w*\(["'/]?\\?[\\]?[rn]|\\r\\n|\\[rn]["'/|\])]|stripNewlines|%0[ad]|CRLF"#,
        1.4,
        &[117, 113],
        "removes line breaks",
    ),
    change(
        RS,
        "",
        r"(?x)checked_(add|sub|mul|div|neg|shl)|saturating_\w+|try_from\(|try_into\(
        |overflowing_\w+|usize::MAX|u(8|16|32|64)::MAX",
        2.0,
        &[190],
        "adds a guard against integer overflow",
    ),
    change(
        RS,
        r"(?x)\bunsafe\b|get_unchecked|from_raw_parts|transmute|set_len|from_utf8_unchecked
        |MaybeUninit|ptr::",
        "",
        1.8,
        &[119, 787],
        "drops or changes unsafe code",
    ),
    change(
        RS,
        r"\.unwrap\(\)|\.expect\(|\[\w+(\.\.)?\w*\]",
        r"\?|\.get\(|ok_or|Err\(|return None|checked",
        1.0,
        &[248, 125],
        "returns an error instead of panicking",
    ),
    change(
        JVM,
        "",
        r"(?x)Math\.(addExact|multiplyExact|toIntExact)|checked\(|Integer\.MAX_VALUE
        |int\.MaxValue|Long\.MAX_VALUE",
        1.6,
        &[190],
        "adds a guard against integer overflow",
    ),
    change(
        GO,
        "",
        r"(?x)math\.Max(Int|Uint)\d*|len\(\w+\)(<|>|!=)|if\ \w+(<0|>=len)|io\.LimitReader
        |http\.MaxBytesReader|io\.LimitedReader",
        1.6,
        &[125, 400, 190],
        "adds a check of a length",
    ),
    change(
        GO,
        "",
        r"if \w+(\.\w+)*==nil|\|\|\w+==nil",
        0.7,
        &[476],
        "adds a check for nil",
    ),
    change(
        MANAGED,
        "",
        r"(?ix)max_?(size|len|depth|count|bytes|body|content|request|items|entries|memory)\w*
        |limit(er)?\(|timeout=|rate_?limit\w*|throttle",
        1.1,
        &[400, 770],
        "sets a limit",
    ),
    change(
        MANAGED,
        r"(?x)render_template_string|Template\(|from_string\(|ERB\.new|new\ Function
        |createTemplate|compile\(",
        r"render_template\(|Sandboxed\w*|escape|safe|substitute",
        1.8,
        &[1336, 94],
        "renders a fixed template",
    ),
    change(
        PY,
        r"debug=True|DEBUG=True",
        r"debug=False|DEBUG=False|environ|config|getenv|\.run\(",
        2.2,
        &[215, 489],
        "switches debugging off",
    ),
    change(
        MANAGED,
        r"(?ix)\b(log|logger|logging|console|print\w*|puts)\b.*(password|passwd|secret|token
        |credential|api_?key)",
        "",
        1.7,
        &[532],
        "no longer logs a secret",
    ),
    change(
        MANAGED,
        r"(?x)traceback|printStackTrace|str\((e|err|ex|error)\)|\.stack\b|err\.message
        |error\.message|getMessage\(\)|e\.message",
        r"(?i)log\w*|generic|internal|error",
        1.2,
        &[209, 200],
        "shows less of an error",
    ),
    change(
        MANAGED,
        "",
        r"(?ix)whitelist|allow_?list|allowed_\w+|black_?list|denylist|deny_list|is_?valid\w*\(
        |validat\w*\(|sanitiz\w*|check_\w+\(|verify\w*\(|assert_safe|isinstance\(
        |\bre\.(match|fullmatch)\(|\.test\(|preg_match\(|MatchString\(|ctype_\w+|is_numeric
        |typeof\ \w+(!==|===)|parseInt\(|Number\(|\bint\(|\.to_i\b|Integer\(",
        0.9,
        &[20],
        "validates a value",
    ),
    change(
        PHP,
        r"\$_(GET|POST|REQUEST|COOKIE|SERVER)",
        r"(?x)filter_(input|var)|htmlspecialchars|intval|\(int\)|escape|esc_\w+|sanitize_\w+
        |basename|prepare|isset|wp_unslash",
        1.9,
        &[79, 89],
        "filters what a request brings",
    ),
];
