// seccoder-example: 1
// title: Register a stall for a flea market in Laravel
// guideline: List the columns a form may fill in $fillable and create records from validated input only.
// cwe: CWE-915
// apis: Illuminate\Database\Eloquent\Model::$fillable, Illuminate\Http\Request::validate
// applies: laravel
// --- secure ---
<?php

declare(strict_types=1);

namespace App\Market;

use Illuminate\Database\Eloquent\Model;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Route;

// Other columns: fee_paid, pitch_number, approved_at
class Stall extends Model
{
    protected $fillable = ['title', 'goods', 'metres'];
}

class StallController
{
    public function store(Request $request): JsonResponse
    {
        $input = $request->validate([
            'title' => ['required', 'string', 'max:80'],
            'goods' => ['required', 'string', 'max:500'],
            'metres' => ['required', 'integer', 'between:2,6'],
        ]);
        $stall = $request->user()->stalls()->create($input);
        return response()->json(['id' => $stall->id], 201);
    }
}

Route::middleware(['web', 'auth'])->post('/stalls', [StallController::class, 'store']);
// --- vulnerable ---
<?php

declare(strict_types=1);

namespace App\Market;

use Illuminate\Database\Eloquent\Model;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Route;

// Other columns: fee_paid, pitch_number, approved_at
class Stall extends Model
{
    protected $guarded = [];
}

class StallController
{
    public function store(Request $request): JsonResponse
    {
        $request->validate([
            'title' => ['required', 'string', 'max:80'],
            'goods' => ['required', 'string', 'max:500'],
            'metres' => ['required', 'integer', 'between:2,6'],
        ]);
        $stall = $request->user()->stalls()->create($request->all());
        return response()->json(['id' => $stall->id], 201);
    }
}

Route::middleware(['web', 'auth'])->post('/stalls', [StallController::class, 'store']);
