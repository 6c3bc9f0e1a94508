// seccoder-example: 1
// title: Change the delivery day of a vegetable box
// guideline: Accept a change only by POST with a random token of the session, compared by hash_equals.
// cwe: CWE-352
// apis: random_bytes, hash_equals
// applies: pdo
// --- secure ---
<?php

declare(strict_types=1);

function formToken(): string
{
    return $_SESSION['form_token'] ??= bin2hex(random_bytes(32));
}

function dayForm(): string
{
    return '<form method="post" action="/box/day"><input name="day" type="number" min="1" max="6">'
        . '<input type="hidden" name="form_token" value="' . formToken() . '">'
        . '<button>Save</button></form>';
}

function saveDay(PDO $pdo): void
{
    $token = $_POST['form_token'] ?? '';
    if (!is_string($token) || !hash_equals(formToken(), $token)) {
        http_response_code(403);
        return;
    }
    $day = filter_input(INPUT_POST, 'day', FILTER_VALIDATE_INT,
        ['options' => ['min_range' => 1, 'max_range' => 6]]);
    if (!isset($_SESSION['customer']) || !is_int($day)) {
        http_response_code(400);
        return;
    }
    $statement = $pdo->prepare('UPDATE boxes SET delivery_day = ? WHERE customer_id = ?');
    $statement->execute([$day, $_SESSION['customer']]);
    header('Location: /box', true, 303);
}
// --- vulnerable ---
<?php

declare(strict_types=1);

function dayForm(): string
{
    return '<form method="post" action="/box/day"><input name="day" type="number" min="1" max="6">'
        . '<button>Save</button></form>';
}

function saveDay(PDO $pdo): void
{
    $day = filter_input(INPUT_POST, 'day', FILTER_VALIDATE_INT,
        ['options' => ['min_range' => 1, 'max_range' => 6]]);
    if (!isset($_SESSION['customer']) || !is_int($day)) {
        http_response_code(400);
        return;
    }
    $statement = $pdo->prepare('UPDATE boxes SET delivery_day = ? WHERE customer_id = ?');
    $statement->execute([$day, $_SESSION['customer']]);
    header('Location: /box', true, 303);
}
