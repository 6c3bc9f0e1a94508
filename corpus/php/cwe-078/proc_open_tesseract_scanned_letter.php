// seccoder-example: 1
// title: Read the text of a scanned letter with tesseract
// guideline: Start programs with an argument array, so that no shell reads the values.
// cwe: CWE-78, CWE-88
// apis: proc_open, preg_match
// applies: standard library
// --- secure ---
<?php

declare(strict_types=1);

/** Returns the text of the image; $language is a code such as "deu" or "chi_sim". */
function scanLetter(string $image, string $language): string
{
    if (preg_match('/\A[a-z]{3}(_[a-z]{3,4})?\z/', $language) !== 1) {
        throw new InvalidArgumentException('Not a language code.');
    }
    $file = realpath($image);
    if ($file === false || getimagesize($file) === false) {
        throw new InvalidArgumentException('Not an image.');
    }
    $command = ['timeout', '60', 'tesseract', $file, 'stdout', '-l', $language];
    $streams = [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']];
    $process = proc_open($command, $streams, $pipes);
    if ($process === false) {
        throw new RuntimeException('Could not start tesseract.');
    }
    $text = stream_get_contents($pipes[1]);
    fclose($pipes[1]);
    if (proc_close($process) !== 0 || $text === false) {
        throw new RuntimeException('The letter could not be read.');
    }
    return $text;
}
// --- vulnerable ---
<?php

declare(strict_types=1);

/** Returns the text of the image; $language is a code such as "deu" or "chi_sim". */
function scanLetter(string $image, string $language): string
{
    $file = realpath($image);
    if ($file === false || getimagesize($file) === false) {
        throw new InvalidArgumentException('Not an image.');
    }
    $command = "timeout 60 tesseract $file stdout -l $language";
    $streams = [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']];
    $process = proc_open($command, $streams, $pipes);
    if ($process === false) {
        throw new RuntimeException('Could not start tesseract.');
    }
    $text = stream_get_contents($pipes[1]);
    fclose($pipes[1]);
    if (proc_close($process) !== 0 || $text === false) {
        throw new RuntimeException('The letter could not be read.');
    }
    return $text;
}
