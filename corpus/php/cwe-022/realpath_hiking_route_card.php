// seccoder-example: 1
// title: Send a route card from the folders of a hiking club
// guideline: Resolve the full path first, then require that it still lies below the root folder.
// cwe: CWE-22
// apis: realpath, str_starts_with, readfile
// applies: standard library
// --- secure ---
<?php

declare(strict_types=1);

const ROUTE_CARDS = '/srv/hiking-club/route-cards';

/** Takes names such as "alps/hut-to-hut/day-1.gpx". */
function sendRouteCard(string $name): void
{
    $root = realpath(ROUTE_CARDS);
    $path = str_contains($name, "\0") ? false : realpath(ROUTE_CARDS . '/' . $name);
    if ($root === false || $path === false
        || !str_starts_with($path, $root . '/') || !is_file($path)) {
        http_response_code(404);
        return;
    }
    header('Content-Type: application/gpx+xml');
    header('Content-Disposition: attachment; filename="route.gpx"');
    header('X-Content-Type-Options: nosniff');
    header('Content-Length: ' . filesize($path));
    readfile($path);
}

$card = $_GET['card'] ?? '';
sendRouteCard(is_string($card) ? $card : '');
// --- vulnerable ---
<?php

declare(strict_types=1);

const ROUTE_CARDS = '/srv/hiking-club/route-cards';

/** Takes names such as "alps/hut-to-hut/day-1.gpx". */
function sendRouteCard(string $name): void
{
    $path = ROUTE_CARDS . '/' . $name;
    if (!is_file($path)) {
        http_response_code(404);
        return;
    }
    header('Content-Type: application/gpx+xml');
    header('Content-Disposition: attachment; filename="route.gpx"');
    header('X-Content-Type-Options: nosniff');
    header('Content-Length: ' . filesize($path));
    readfile($path);
}

$card = $_GET['card'] ?? '';
sendRouteCard(is_string($card) ? $card : '');
