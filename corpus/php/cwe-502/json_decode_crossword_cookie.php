// seccoder-example: 1
// title: Keep the letters of a crossword in a cookie
// guideline: Read data from cookies with json_decode and check its shape; never unserialize it.
// cwe: CWE-502
// apis: json_decode, json_encode, setcookie
// applies: standard library
// --- secure ---
<?php

declare(strict_types=1);

function loadLetters(string $cookie): array
{
    try {
        $stored = json_decode($cookie, true, 4, JSON_THROW_ON_ERROR);
    } catch (JsonException) {
        return [];
    }
    $letters = [];
    foreach (is_array($stored) ? $stored : [] as $cell => $letter) {
        $known = preg_match('/\A[A-M](1[0-3]|[1-9])\z/', (string) $cell) === 1;
        if ($known && is_string($letter) && preg_match('/\A[A-Z]\z/', $letter) === 1) {
            $letters[$cell] = $letter;
        }
    }
    return $letters;
}

function saveLetters(array $letters): void
{
    setcookie('crossword', json_encode($letters, JSON_THROW_ON_ERROR), [
        'expires' => time() + 30 * 86400,
        'path' => '/crossword',
        'secure' => true,
        'httponly' => true,
        'samesite' => 'Lax',
    ]);
}
// --- vulnerable ---
<?php

declare(strict_types=1);

function loadLetters(string $cookie): array
{
    $stored = unserialize($cookie);
    $letters = [];
    foreach (is_array($stored) ? $stored : [] as $cell => $letter) {
        $known = preg_match('/\A[A-M](1[0-3]|[1-9])\z/', (string) $cell) === 1;
        if ($known && is_string($letter) && preg_match('/\A[A-Z]\z/', $letter) === 1) {
            $letters[$cell] = $letter;
        }
    }
    return $letters;
}

function saveLetters(array $letters): void
{
    setcookie('crossword', serialize($letters), [
        'expires' => time() + 30 * 86400,
        'path' => '/crossword',
        'secure' => true,
        'httponly' => true,
        'samesite' => 'Lax',
    ]);
}
