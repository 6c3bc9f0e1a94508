// seccoder-example: 1
// title: Highlight the search term in a Twig template
// guideline: A filter marked as safe for HTML must escape every piece of text that it puts out.
// cwe: CWE-79
// apis: Twig\TwigFilter, htmlspecialchars, preg_split
// applies: twig
// --- secure ---
<?php

declare(strict_types=1);

namespace App\Twig;

use Twig\Extension\AbstractExtension;
use Twig\TwigFilter;

final class HighlightExtension extends AbstractExtension
{
    public function getFilters(): array
    {
        return [
            new TwigFilter('highlight', $this->highlight(...), ['is_safe' => ['html']]),
        ];
    }

    public function highlight(string $text, string $term): string
    {
        $pattern = '/(' . preg_quote($term, '/') . ')/iu';
        $parts = $term === '' ? [$text] : preg_split($pattern, $text, -1, PREG_SPLIT_DELIM_CAPTURE);
        $html = '';
        foreach ($parts ?: [$text] as $index => $part) {
            $escaped = htmlspecialchars($part, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
            $html .= $index % 2 === 1 ? "<mark>$escaped</mark>" : $escaped;
        }
        return $html;
    }
}
// --- vulnerable ---
<?php

declare(strict_types=1);

namespace App\Twig;

use Twig\Extension\AbstractExtension;
use Twig\TwigFilter;

final class HighlightExtension extends AbstractExtension
{
    public function getFilters(): array
    {
        return [
            new TwigFilter('highlight', $this->highlight(...), ['is_safe' => ['html']]),
        ];
    }

    public function highlight(string $text, string $term): string
    {
        $pattern = '/(' . preg_quote($term, '/') . ')/iu';
        $parts = $term === '' ? [$text] : preg_split($pattern, $text, -1, PREG_SPLIT_DELIM_CAPTURE);
        $html = '';
        foreach ($parts ?: [$text] as $index => $part) {
            $html .= $index % 2 === 1 ? "<mark>$part</mark>" : $part;
        }
        return $html;
    }
}
