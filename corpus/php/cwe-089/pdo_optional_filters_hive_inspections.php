// seccoder-example: 1
// title: List hive inspections by optional filters with PDO
// guideline: Keep the SQL of each filter fixed and bind its value; a request never becomes SQL text.
// cwe: CWE-89
// apis: PDO::prepare, PDOStatement::execute
// applies: pdo
// --- secure ---
<?php

declare(strict_types=1);

const INSPECTION_FILTERS = [
    'apiary' => 'apiary =',
    'queen' => 'queen_colour =',
    'since' => 'inspected_on >=',
    'until' => 'inspected_on <',
];

function findInspections(PDO $pdo, int $keeperId, array $query): array
{
    $conditions = ['keeper_id = :keeper'];
    $values = ['keeper' => $keeperId];
    foreach (INSPECTION_FILTERS as $name => $condition) {
        $value = $query[$name] ?? '';
        if (is_string($value) && $value !== '') {
            $conditions[] = "$condition :$name";
            $values[$name] = $value;
        }
    }
    $statement = $pdo->prepare(
        'SELECT id, apiary, queen_colour, inspected_on, notes FROM inspections WHERE '
        . implode(' AND ', $conditions) . ' ORDER BY inspected_on DESC LIMIT 200'
    );
    $statement->execute($values);
    return $statement->fetchAll(PDO::FETCH_ASSOC);
}
// --- vulnerable ---
<?php

declare(strict_types=1);

const INSPECTION_FILTERS = [
    'apiary' => 'apiary =',
    'queen' => 'queen_colour =',
    'since' => 'inspected_on >=',
    'until' => 'inspected_on <',
];

function findInspections(PDO $pdo, int $keeperId, array $query): array
{
    $conditions = ['keeper_id = :keeper'];
    $values = ['keeper' => $keeperId];
    foreach (INSPECTION_FILTERS as $name => $condition) {
        $value = $query[$name] ?? '';
        if (is_string($value) && $value !== '') {
            $conditions[] = "$condition '$value'";
        }
    }
    $statement = $pdo->prepare(
        'SELECT id, apiary, queen_colour, inspected_on, notes FROM inspections WHERE '
        . implode(' AND ', $conditions) . ' ORDER BY inspected_on DESC LIMIT 200'
    );
    $statement->execute($values);
    return $statement->fetchAll(PDO::FETCH_ASSOC);
}
