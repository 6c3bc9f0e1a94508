// seccoder-example: 1
// title: Find the passengers of a ferry sailing with SqlCommand
// guideline: Write the SQL as a constant and pass every value as a typed SqlParameter.
// cwe: CWE-89
// apis: Microsoft.Data.SqlClient.SqlCommand.Parameters
// applies: microsoft.data.sqlclient
// --- secure ---
using System.Collections.Generic;
using System.Data;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.SqlClient;

namespace Ferry.Boarding;

public sealed record Passenger(int Id, string Name, string Cabin);

public sealed class PassengerList(string connectionString)
{
    public async Task<List<Passenger>> FindAsync(
        int sailingId, string surname, CancellationToken cancellation)
    {
        const string sql = """
            SELECT id, full_name, cabin FROM passengers
            WHERE sailing_id = @sailing AND surname = @surname
            ORDER BY full_name
            """;
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new SqlCommand(sql, connection);
        command.Parameters.Add("@sailing", SqlDbType.Int).Value = sailingId;
        command.Parameters.Add("@surname", SqlDbType.NVarChar, 100).Value = surname;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<Passenger>();
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new Passenger(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        }
        return found;
    }
}
// --- vulnerable ---
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.SqlClient;

namespace Ferry.Boarding;

public sealed record Passenger(int Id, string Name, string Cabin);

public sealed class PassengerList(string connectionString)
{
    public async Task<List<Passenger>> FindAsync(
        int sailingId, string surname, CancellationToken cancellation)
    {
        var sql = $"""
            SELECT id, full_name, cabin FROM passengers
            WHERE sailing_id = {sailingId} AND surname = '{surname}'
            ORDER BY full_name
            """;
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new SqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<Passenger>();
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new Passenger(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        }
        return found;
    }
}
