// seccoder-example: 1
// title: Find charging stations with a given plug in Laravel
// guideline: Pass the values of a raw where clause as bindings, never inside its text.
// cwe: CWE-89
// apis: Illuminate\Database\Query\Builder::whereRaw, Illuminate\Http\Request::validate
// applies: laravel
// --- secure ---
<?php

declare(strict_types=1);

namespace App\Http\Controllers;

use App\Models\ChargingStation;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;

class ChargingStationController extends Controller
{
    public function nearby(Request $request): JsonResponse
    {
        $input = $request->validate([
            'plug' => ['required', 'string', 'max:60'],
            'lat' => ['required', 'numeric', 'between:-90,90'],
            'lng' => ['required', 'numeric', 'between:-180,180'],
        ]);

        $stations = ChargingStation::query()
            ->where('in_service', true)
            ->whereRaw('FIND_IN_SET(?, plugs) > 0', [$input['plug']])
            ->orderByRaw(
                'ST_Distance_Sphere(position, POINT(?, ?))',
                [(float) $input['lng'], (float) $input['lat']]
            )
            ->limit(20)
            ->get(['id', 'name', 'plugs', 'kilowatts']);

        return response()->json($stations);
    }
}
// --- vulnerable ---
<?php

declare(strict_types=1);

namespace App\Http\Controllers;

use App\Models\ChargingStation;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;

class ChargingStationController extends Controller
{
    public function nearby(Request $request): JsonResponse
    {
        $input = $request->validate([
            'plug' => ['required', 'string', 'max:60'],
            'lat' => ['required', 'numeric', 'between:-90,90'],
            'lng' => ['required', 'numeric', 'between:-180,180'],
        ]);

        $stations = ChargingStation::query()
            ->where('in_service', true)
            ->whereRaw("FIND_IN_SET('{$input['plug']}', plugs) > 0")
            ->orderByRaw(
                'ST_Distance_Sphere(position, POINT(?, ?))',
                [(float) $input['lng'], (float) $input['lat']]
            )
            ->limit(20)
            ->get(['id', 'name', 'plugs', 'kilowatts']);

        return response()->json($stations);
    }
}
