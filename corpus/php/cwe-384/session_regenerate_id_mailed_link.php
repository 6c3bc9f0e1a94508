// seccoder-example: 1
// title: Sign a parent in to a kindergarten portal with a mailed link
// guideline: Give the session a new id at sign-in and send its cookie with Secure, HttpOnly and SameSite.
// cwe: CWE-384, CWE-614, CWE-1004
// apis: session_start, session_regenerate_id
// applies: pdo
// --- secure ---
<?php

declare(strict_types=1);

function startSession(): void
{
    session_start([
        'use_strict_mode' => true,
        'use_only_cookies' => true,
        'cookie_secure' => true,
        'cookie_httponly' => true,
        'cookie_samesite' => 'Lax',
    ]);
}

function signIn(PDO $pdo, string $token): bool
{
    // A mailed token works only once.
    $statement = $pdo->prepare(
        'DELETE FROM sign_in_tokens WHERE digest = ? AND expires_at > NOW() RETURNING parent_id'
    );
    $statement->execute([hash('sha256', $token)]);
    $parent = $statement->fetchColumn();
    if ($parent === false) {
        return false;
    }
    session_regenerate_id(true);
    $_SESSION = ['parent' => (int) $parent, 'since' => time()];
    return true;
}

function signOut(): void
{
    $_SESSION = [];
    session_destroy();
}
// --- vulnerable ---
<?php

declare(strict_types=1);

function startSession(): void
{
    session_start();
}

function signIn(PDO $pdo, string $token): bool
{
    // A mailed token works only once.
    $statement = $pdo->prepare(
        'DELETE FROM sign_in_tokens WHERE digest = ? AND expires_at > NOW() RETURNING parent_id'
    );
    $statement->execute([hash('sha256', $token)]);
    $parent = $statement->fetchColumn();
    if ($parent === false) {
        return false;
    }
    $_SESSION = ['parent' => (int) $parent, 'since' => time()];
    return true;
}

function signOut(): void
{
    $_SESSION = [];
    session_destroy();
}
