// seccoder-example: 1
// title: List museum exhibits in a requested order with Gin
// guideline: Look an ORDER BY clause up in a fixed map; placeholders cannot stand for column names.
// cwe: CWE-89
// apis: database/sql.DB.QueryContext, github.com/gin-gonic/gin.Context.Query
// applies: gin, database/sql
// --- secure ---
package museum

import (
	"database/sql"
	"net/http"

	"github.com/gin-gonic/gin"
)

var orders = map[string]string{
	"":     "title",
	"room": "room, title",
	"year": "made_in DESC, title",
}

func ListExhibits(db *sql.DB) gin.HandlerFunc {
	return func(c *gin.Context) {
		order, ok := orders[c.Query("sort")]
		if !ok {
			c.AbortWithStatus(http.StatusBadRequest)
			return
		}
		rows, err := db.QueryContext(c.Request.Context(),
			"SELECT title FROM exhibits ORDER BY "+order+" LIMIT 100")
		if err != nil {
			c.AbortWithStatus(http.StatusInternalServerError)
			return
		}
		defer rows.Close()
		titles := []string{}
		for rows.Next() {
			var title string
			if err = rows.Scan(&title); err != nil {
				break
			}
			titles = append(titles, title)
		}
		if err != nil || rows.Err() != nil {
			c.AbortWithStatus(http.StatusInternalServerError)
			return
		}
		c.JSON(http.StatusOK, titles)
	}
}
// --- vulnerable ---
package museum

import (
	"database/sql"
	"net/http"

	"github.com/gin-gonic/gin"
)

func ListExhibits(db *sql.DB) gin.HandlerFunc {
	return func(c *gin.Context) {
		order := c.DefaultQuery("sort", "title")
		rows, err := db.QueryContext(c.Request.Context(),
			"SELECT title FROM exhibits ORDER BY "+order+" LIMIT 100")
		if err != nil {
			c.AbortWithStatus(http.StatusInternalServerError)
			return
		}
		defer rows.Close()
		titles := []string{}
		for rows.Next() {
			var title string
			if err = rows.Scan(&title); err != nil {
				break
			}
			titles = append(titles, title)
		}
		if err != nil || rows.Err() != nil {
			c.AbortWithStatus(http.StatusInternalServerError)
			return
		}
		c.JSON(http.StatusOK, titles)
	}
}
