// seccoder-example: 1
// title: Answer how many places are left on a ferry
// guideline: Log the error with its details on the server and send the client a fixed message.
// cwe: CWE-209
// apis: log/slog.ErrorContext, github.com/gin-gonic/gin.Context.JSON
// applies: gin, log/slog
// --- secure ---
package ferry

import (
	"database/sql"
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"
)

func PlacesLeft(db *sql.DB) gin.HandlerFunc {
	return func(c *gin.Context) {
		var places int
		err := db.QueryRowContext(c.Request.Context(),
			"SELECT places FROM sailings WHERE code = $1", c.Param("code")).Scan(&places)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			c.JSON(http.StatusNotFound, gin.H{"error": "no such sailing"})
		case err != nil:
			slog.ErrorContext(c.Request.Context(), "places left", "error", err)
			c.JSON(http.StatusInternalServerError, gin.H{"error": "try again later"})
		default:
			c.JSON(http.StatusOK, gin.H{"places": places})
		}
	}
}
// --- vulnerable ---
package ferry

import (
	"database/sql"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
)

func PlacesLeft(db *sql.DB) gin.HandlerFunc {
	return func(c *gin.Context) {
		var places int
		err := db.QueryRowContext(c.Request.Context(),
			"SELECT places FROM sailings WHERE code = $1", c.Param("code")).Scan(&places)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			c.JSON(http.StatusNotFound, gin.H{"error": "no such sailing"})
		case err != nil:
			c.JSON(http.StatusInternalServerError, gin.H{"error": err.Error()})
		default:
			c.JSON(http.StatusOK, gin.H{"places": places})
		}
	}
}
