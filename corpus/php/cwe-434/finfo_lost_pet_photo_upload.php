// seccoder-example: 1
// title: Store the uploaded photo of a lost pet
// guideline: Detect the type from the content and choose the stored name and extension yourself.
// cwe: CWE-434
// apis: finfo::file, move_uploaded_file, random_bytes
// applies: standard library
// --- secure ---
<?php

declare(strict_types=1);

const PHOTO_FOLDER = __DIR__ . '/../public/photos';
const PHOTO_MAX_BYTES = 6 * 1024 * 1024;
const PHOTO_TYPES = [
    'image/jpeg' => 'jpg',
    'image/png' => 'png',
    'image/webp' => 'webp',
];

function storePhoto(array $file): string
{
    if ($file['error'] !== UPLOAD_ERR_OK || $file['size'] > PHOTO_MAX_BYTES) {
        throw new RuntimeException('The photo is missing or too large.');
    }
    $type = (new finfo(FILEINFO_MIME_TYPE))->file($file['tmp_name']);
    $extension = PHOTO_TYPES[$type] ?? null;
    if ($extension === null) {
        throw new RuntimeException('Only JPEG, PNG and WebP photos are accepted.');
    }
    $name = bin2hex(random_bytes(16)) . ".$extension";
    if (!move_uploaded_file($file['tmp_name'], PHOTO_FOLDER . "/$name")) {
        throw new RuntimeException('The photo could not be stored.');
    }
    return $name;
}
// --- vulnerable ---
<?php

declare(strict_types=1);

const PHOTO_FOLDER = __DIR__ . '/../public/photos';
const PHOTO_MAX_BYTES = 6 * 1024 * 1024;
const PHOTO_TYPES = [
    'image/jpeg' => 'jpg',
    'image/png' => 'png',
    'image/webp' => 'webp',
];

function storePhoto(array $file): string
{
    if ($file['error'] !== UPLOAD_ERR_OK || $file['size'] > PHOTO_MAX_BYTES) {
        throw new RuntimeException('The photo is missing or too large.');
    }
    $type = $file['type'];
    $extension = PHOTO_TYPES[$type] ?? null;
    if ($extension === null) {
        throw new RuntimeException('Only JPEG, PNG and WebP photos are accepted.');
    }
    $name = bin2hex(random_bytes(16)) . '-' . basename($file['name']);
    if (!move_uploaded_file($file['tmp_name'], PHOTO_FOLDER . "/$name")) {
        throw new RuntimeException('The photo could not be stored.');
    }
    return $name;
}
