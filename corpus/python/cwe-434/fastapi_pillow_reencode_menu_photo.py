# seccoder-example: 1
# title: Accept a photo for a dish of a menu in FastAPI
# guideline: Re-encode uploaded pictures and choose name and suffix yourself.
# cwe: CWE-434
# apis: fastapi.UploadFile, PIL.Image.open, PIL.Image.Image.save
# applies: fastapi, pillow
# --- secure ---
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from fastapi import FastAPI, HTTPException, UploadFile
from PIL import Image, ImageOps

app = FastAPI()
PHOTOS = Path("/srv/menu/photos")
MAX_BYTES = 4_000_000
MAX_PIXELS = 30_000_000


@app.post("/dishes/{dish_id}/photo", status_code=201)
def add_photo(dish_id: int, photo: UploadFile) -> dict[str, str]:
    data = photo.file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise HTTPException(413, "photo is too large")
    try:
        with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValueError("too many pixels")
            picture = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise HTTPException(415, "unsupported photo") from None
    # Otherwise a comment in the upload would be written back.
    picture.info.clear()
    name = f"{dish_id}-{uuid4().hex}.jpg"
    picture.save(PHOTOS / name, "JPEG")
    return {"name": name}
# --- vulnerable ---
from pathlib import Path
from uuid import uuid4

from fastapi import FastAPI, HTTPException, UploadFile

app = FastAPI()
PHOTOS = Path("/srv/menu/photos")
MAX_BYTES = 4_000_000


@app.post("/dishes/{dish_id}/photo", status_code=201)
def add_photo(dish_id: int, photo: UploadFile) -> dict[str, str]:
    data = photo.file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise HTTPException(413, "photo is too large")
    if not photo.content_type.startswith("image/"):
        raise HTTPException(415, "unsupported photo")
    name = f"{dish_id}-{uuid4().hex}{Path(photo.filename).suffix}"
    (PHOTOS / name).write_bytes(data)
    return {"name": name}
