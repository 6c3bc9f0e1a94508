// seccoder-example: 1
// title: Store and check the password of a ticket kiosk clerk
// guideline: Hash passwords with password_hash and check them with password_verify; rehash when outdated.
// cwe: CWE-916, CWE-208
// apis: password_hash, password_verify, password_needs_rehash, mysqli::execute_query
// applies: mysqli
// --- secure ---
<?php

declare(strict_types=1);

function setPassword(mysqli $db, int $clerkId, string $password): void
{
    if (strlen($password) > 72) {
        throw new InvalidArgumentException('The password is too long.');
    }
    $hash = password_hash($password, PASSWORD_DEFAULT);
    $db->execute_query('UPDATE clerks SET password_hash = ? WHERE id = ?', [$hash, $clerkId]);
}

function checkPassword(mysqli $db, string $badge, string $password): ?int
{
    // bcrypt reads at most 72 bytes and stops at a NUL.
    if (strlen($password) > 72 || str_contains($password, "\0")) {
        return null;
    }
    $sql = 'SELECT id, password_hash FROM clerks WHERE badge = ?';
    $clerk = $db->execute_query($sql, [$badge])->fetch_assoc();
    if ($clerk === null) {
        // An unknown badge takes as long to answer as a wrong password.
        password_hash($password, PASSWORD_DEFAULT);
        return null;
    }
    if (!password_verify($password, $clerk['password_hash'])) {
        return null;
    }
    $id = (int) $clerk['id'];
    if (password_needs_rehash($clerk['password_hash'], PASSWORD_DEFAULT)) {
        setPassword($db, $id, $password);
    }
    return $id;
}
// --- vulnerable ---
<?php

declare(strict_types=1);

function setPassword(mysqli $db, int $clerkId, string $password): void
{
    $hash = sha1($password);
    $db->execute_query('UPDATE clerks SET password_hash = ? WHERE id = ?', [$hash, $clerkId]);
}

function checkPassword(mysqli $db, string $badge, string $password): ?int
{
    $sql = 'SELECT id, password_hash FROM clerks WHERE badge = ?';
    $clerk = $db->execute_query($sql, [$badge])->fetch_assoc();
    if ($clerk === null) {
        return null;
    }
    if (sha1($password) != $clerk['password_hash']) {
        return null;
    }
    return (int) $clerk['id'];
}
