//! Clues in C and C++.

use seccoder::language::Language;

use super::{Clue, change};

const N: &[Language] = &[Language::C, Language::Cpp];

/// A pointer that is checked without naming NULL; see [`super::checks_a_pointer`].
pub(super) const POINTER_CHECK: Clue = change(
    N,
    "",
    "",
    1.3,
    &[476],
    "checks a pointer that the function follows",
);

pub(super) const CLUES: &[Clue] = &[
    change(
        N,
        r"\b(strcpy|strcat|sprintf|vsprintf|gets|stpcpy|wcscpy|lstrcpy\w*|StrCpy\w*)\(",
        r"(?x)\b(strn?lcpy|strncpy|strncat|strlcat|v?snprintf|fgets|strscpy|memcpy|g_str\w+
        |scnprintf|\w+_s|av_strlcpy|apr_cpystrn|CopyMagickString|FormatLocaleString
        |strn?dup)\(",
        2.5,
        &[787, 120],
        "replaces an unbounded copy with a bounded one",
    ),
    change(
        N,
        r"\b(strn?cpy|strn?cat|memcpy|memmove|snprintf|read|recv|fread|fgets|copy_from_user)\(",
        r"(?x)\b(strn?cpy|strn?cat|strlcpy|memcpy|memmove|snprintf|read|recv|fread|fgets
        |copy_from_user)\(.*(sizeof|MIN\(|min\(|min_t\(|_MAX|_SIZE|_LEN|-1\))",
        1.4,
        &[787, 125],
        "bounds the length of a copy",
    ),
    change(
        N,
        r"%s|%\[",
        r"%(\d+|\.\*|\.\d+)(s|\[)",
        1.6,
        &[787],
        "gives a width to a format",
    ),
    change(
        N,
        "",
        r"(?x)(if|while|else\ if|assert|ASSERT|CHECK|return|\|\||&&|for)\b?.*(len|size|count
        |cnt|idx|index|offset|off|pos|remain|left|avail|limit|end|max|num|sizeof|nr|bytes
        |width|height|depth|cols|rows|dim|bits|total|stride|slot|chan|code|ptr|buf|nb_
        |n_)\w*(\)|\]|->\w+|\.\w+|\(\w*\))*(<=?|>=?)|(<=?|>=?|==)[^>\n]*(len|size|count
        |offset|remain|left|avail|limit|end|max|num|sizeof|bytes|width|height|depth|MAX|SIZE
        |LEN)",
        1.3,
        &[125, 787],
        "adds a check of a length or an index",
    ),
    change(
        N,
        "",
        r"\bif\(.*[^-<>](<=?|>=?)[^<>]",
        0.6,
        &[125],
        "adds a comparison",
    ),
    change(
        N,
        r"[^-<>](<|>)[^=<>]",
        r"[^-<>](<=|>=)",
        1.0,
        &[125, 787],
        "moves a limit by one",
    ),
    change(
        N,
        r"[^-<>](<=|>=)",
        r"[^-<>](<|>)[^=<>]",
        1.0,
        &[125, 787],
        "moves a limit by one",
    ),
    change(
        N,
        r"\[\w+\]",
        r"\b(MIN|min|min_t|FFMIN|clamp|av_clip\w*|std::min|MagickMin|CLAMP)\(",
        1.2,
        &[125, 787],
        "limits a value",
    ),
    change(
        N,
        "",
        r"(?x)\b(MIN|min_t|FFMIN|clamp\w*|av_clip\w*|CLAMP|ND_TCHECK\w*|TCHECK\w*|ensure\w*
        |check_\w+|validate\w*|is_valid\w*|bounds_check\w*|CHECK_\w+|EXPECT_\w+
        |OP_REQUIRES\w*|GUINT\w*|safe_\w+|sanity_\w+)\(",
        1.2,
        &[125, 787],
        "adds a call that checks or limits",
    ),
    change(
        N,
        "",
        r"(==|!=)\(?NULL|\bNULL(==|!=)|(==|!=)nullptr|(==|!=)\(\w+\*\)NULL|\bIS_ERR(_OR_NULL)?\(",
        1.3,
        &[476],
        "adds a check for NULL",
    ),
    change(
        N,
        "",
        r"(?x)\b(SIZE_MAX|INT_MAX|UINT_MAX|ULONG_MAX|LONG_MAX|U?INT(8|16|32|64)_MAX|SSIZE_MAX
        |MAX_INT|INT_MIN|std::numeric_limits)\b|_overflow\w*\(|\bHeapOverflow\w*
        |\b(array_size|kcalloc|calloc|reallocarray|kmalloc_array|safe_mul\w*|g_(try_)?(new
        |malloc_n|malloc0_n)\w*|av_(malloc|realloc)_array|size_mul|struct_size|mul_size
        |AcquireQuantumMemory|HeapCheck\w*|MultiplyOverflow\w*)\(",
        1.9,
        &[190],
        "adds a guard against integer overflow",
    ),
    change(
        N,
        r"(^|[^*])\b(int|short|unsigned|long|uint(8|16|32)_t|gint|u32|u16)\b",
        r"(?x)\b(size_t|u?int64_t|unsigned|long\ long|ssize_t|u64|uint32_t|int64|uint64
        |ptrdiff_t|tmsize_t|off_t|sf_count_t)\b",
        1.2,
        &[190],
        "widens the type of a number",
    ),
    change(
        N,
        "",
        r"(?x)\((size_t|ssize_t|u?int64_t|uint32_t|unsigned(\ int|\ long|\ long\ long)?
        |long\ long|u64|s64|off_t|gsize|guint64)\)\(?\w|static_cast<(u?int64_t|size_t
        |unsigned)",
        1.0,
        &[190],
        "converts to a wider type",
    ),
    change(
        N,
        "",
        r"\w/\(?sizeof|/\w+<|>\w+/|<\w+/",
        1.0,
        &[190],
        "checks a product by a division",
    ),
    Clue {
        moved: r"(?x)free\w*\(|_put\(|release\w*\(|destroy\w*\(|unref\w*\(|close\w*\(|\bdelete\b
        |_del\w*\(|remove\w*\(|unlock\w*\(|_exit\(|clear\w*\(",
        ..change(N, "", "", 1.9, &[416], "moves the release of something")
    },
    change(
        N,
        r"free\w*\(|_put\(|release\w*\(|destroy\w*\(|unref\w*\(|\bdelete\b",
        "",
        0.9,
        &[416, 415],
        "drops or changes a release",
    ),
    change(
        N,
        "",
        r"=NULL;|=nullptr;|\.reset\(\)",
        0.9,
        &[416, 415],
        "sets a pointer to NULL",
    ),
    change(
        N,
        "",
        r"(?x)\b(\w+_(get|hold|ref|grab|addref|inc_ref)|get_\w+|\w*refcount_\w+|kref_\w+
        |sock_hold|dget|igrab|\w*AddRef|Z_ADDREF\w*|Py_INCREF|scoped_refptr|shared_ptr
        |WeakPtr\w*|weak_ptr|std::move|AsWeakPtr|cancel_\w+|del_timer_sync|rcu_\w+
        |synchronize_\w+)\b",
        1.2,
        &[416],
        "holds a reference",
    ),
    change(
        N,
        "",
        r"(?x)\b(\w*lock\w*|mutex_\w+|down_(read|write)|pthread_mutex_\w+|atomic_\w+|READ_ONCE
        |smp_\w+)\(",
        1.0,
        &[362, 416],
        "adds a lock",
    ),
    change(
        N,
        "",
        r"\b(k|g_|kv|x|v|sk_|av_|\w+_)?free\w*\(",
        0.4,
        &[401],
        "frees something more",
    ),
    change(
        N,
        r"\b(malloc|kmalloc|alloca|g_malloc|\w+=\w+;|\w+;)\(?",
        r"(?x)\b(calloc|kzalloc|vzalloc|kcalloc|g_malloc0|memset|bzero|memzero_explicit
        |explicit_bzero|OPENSSL_cleanse)\(|=\{0?\}",
        1.1,
        &[908, 200],
        "clears memory",
    ),
    change(
        N,
        r"printf\((\w+,)?\w+\)|syslog\(\w+,\w+\)|\w*(error|warn|log|printf)\w*\([\w,>-]*\w+\);",
        r#""%s""#,
        2.3,
        &[134],
        "uses a constant format string",
    ),
    change(
        N,
        "",
        r"(?x)return-E(INVAL|FAULT|OVERFLOW|MSGSIZE|PERM|ACCES|BADMSG|PROTO|RANGE|2BIG)\b
        |AVERROR_INVALIDDATA|AVERROR\(E|Throw\w*Exception|ThrowReader\w*
        |errors::InvalidArgument|\bgoto\ (err|out|fail|bad|trunc|invalid|done|end)\w*
        |return(-1|NULL|false|FALSE|0|\(-1\)|\(NULL\)|nullptr)?;",
        0.6,
        &[],
        "adds a way out",
    ),
    change(
        N,
        "",
        r"(depth|recurs|nest|level)\w*(>=?|\+\+|<)|(\+\+|<)\w*(depth|recurs|nest)",
        1.3,
        &[674],
        "limits a recursion",
    ),
    change(
        N,
        "",
        r"(?x)\b(capable|ns_capable|access_ok|inode_permission|may_\w+|\w*check_perm\w*
        |security_\w+|file_ns_capable|privileged\w*)\(",
        1.6,
        &[862, 284],
        "adds a check of rights",
    ),
    change(
        N,
        r"\b(mktemp|tmpnam|tempnam|tmpnam_r)\(",
        r"\b(mkstemp|tmpfile|mkdtemp|mkostemp)\w*\(",
        2.5,
        &[377],
        "creates a temporary file safely",
    ),
    change(
        N,
        "",
        r"O_NOFOLLOW|O_EXCL|AT_SYMLINK_NOFOLLOW|\blstat\(|\bopenat\(",
        1.8,
        &[59, 367],
        "does not follow links",
    ),
    change(
        N,
        r"\b(system|popen|execlp|ShellExecute\w*)\(",
        r"\b(execv\w*|execl|posix_spawn\w*|fork|g_spawn\w*|escape\w*|quote\w*)\(",
        2.4,
        &[78],
        "starts a program without a shell",
    ),
    change(
        N,
        r"memcmp\(|strcmp\(",
        r"CRYPTO_memcmp|timingsafe\w*|crypto_memneq|consttime\w*|sodium_memcmp|constant_time\w*",
        2.5,
        &[208],
        "compares in constant time",
    ),
    change(
        N,
        r"\b(rand|random|drand48|srand)\(",
        r"\b(getrandom|arc4random\w*|RAND_bytes|get_random_\w+|getentropy)\(",
        2.3,
        &[338],
        "takes secure random numbers",
    ),
    change(
        N,
        "",
        r"(?x)strstr\(.*\.\.|\brealpath\(|canonicalize\w*\(|\x22\.\./?\x22|is_safe_path
        |sanitize\w*path",
        2.0,
        &[22],
        "checks a path",
    ),
    change(
        N,
        r"\b(alloca|\w+ \w+\[\w+\])",
        r"\b(malloc|std::vector|g_malloc|alloc)\b",
        0.8,
        &[787, 770],
        "takes memory from the heap instead of the stack",
    ),
    change(
        N,
        r"alloc\w*\(",
        r"alloc\w*\(.*\+\d|alloc\w*\(.*(sizeof|strlen|MAX)",
        1.3,
        &[787, 122],
        "allocates more memory",
    ),
    change(
        N,
        "",
        r"(?i)\w*escape\w*\(|\b(quote|encode|sanitize|sqlite3_(bind|mprintf))\w*\(",
        1.5,
        &[74],
        "escapes something",
    ),
];
