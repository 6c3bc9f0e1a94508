// seccoder-example: 1
// title: Search the tasting notes of wine lots with EF Core and SQL Server
// guideline: Use FromSqlInterpolated, which turns each hole into a parameter, never a built string.
// cwe: CWE-89
// apis: Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.FromSqlInterpolated
// applies: entity framework core
// --- secure ---
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Cellar;

public sealed class WineLot
{
    public int Id { get; set; }
    public int Vintage { get; set; }
    public string Notes { get; set; } = "";
}

public sealed class CellarContext(DbContextOptions<CellarContext> options) : DbContext(options)
{
    public DbSet<WineLot> WineLots => Set<WineLot>();
}

public sealed class TastingSearch(CellarContext context)
{
    public Task<List<WineLot>> FindAsync(string words, int since, CancellationToken cancellation) =>
        context.WineLots
            .FromSqlInterpolated($"SELECT * FROM WineLots WHERE FREETEXT(Notes, {words})")
            .Where(lot => lot.Vintage >= since)
            .OrderBy(lot => lot.Vintage)
            .Take(50)
            .AsNoTracking()
            .ToListAsync(cancellation);
}
// --- vulnerable ---
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Cellar;

public sealed class WineLot
{
    public int Id { get; set; }
    public int Vintage { get; set; }
    public string Notes { get; set; } = "";
}

public sealed class CellarContext(DbContextOptions<CellarContext> options) : DbContext(options)
{
    public DbSet<WineLot> WineLots => Set<WineLot>();
}

public sealed class TastingSearch(CellarContext context)
{
    public Task<List<WineLot>> FindAsync(string words, int since, CancellationToken cancellation) =>
        context.WineLots
            .FromSqlRaw($"SELECT * FROM WineLots WHERE FREETEXT(Notes, '{words}')")
            .Where(lot => lot.Vintage >= since)
            .OrderBy(lot => lot.Vintage)
            .Take(50)
            .AsNoTracking()
            .ToListAsync(cancellation);
}
