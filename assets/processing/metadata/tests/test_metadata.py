import pytest

from assets.processing.metadata.tests.tool_output import film, of, photo, video


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS R5", "Canon EOS R5"),
        ("NIKON CORPORATION", "NIKON Z 8", "Nikon Z 8"),
        ("NIKON", "COOLPIX P6000", "Nikon COOLPIX P6000"),
        ("SONY", "ILCE-7M4", "Sony ILCE-7M4"),
        ("FUJIFILM", "X-T5", "Fujifilm X-T5"),
        ("OLYMPUS IMAGING CORP.  ", "E-M1MarkII", "Olympus E-M1MarkII"),
        ("OM Digital Solutions", "OM-1", "OM System OM-1"),
        ("RICOH IMAGING COMPANY, LTD.", "PENTAX K-1", "Pentax K-1"),
        ("RICOH IMAGING COMPANY, LTD.", "RICOH GR III", "Ricoh GR III"),
        ("EASTMAN KODAK COMPANY", "KODAK DC240", "Kodak DC240"),
        ("LEICA CAMERA AG", "LEICA Q2", "Leica Q2"),
        ("Leica Camera AG", "LEICA SL2-S", "Leica SL2-S"),
        ("Panasonic", "DC-S5M2", "Panasonic DC-S5M2"),
        ("SAMSUNG", "SM-S918B", "Samsung SM-S918B"),
        ("HMD Global", "Nokia 8.3 5G", "Nokia 8.3 5G"),
        ("Apple", "iPhone 13 Pro", "Apple iPhone 13 Pro"),
        ("Hasselblad", "X2D 100C", "Hasselblad X2D 100C"),
        ("Jolla", "Jolla", "Jolla"),
        ("Nobody Known Inc.", "Box 1", "Nobody Known Box 1"),
        ("", "Canon EOS D30", "Canon EOS D30"),
        ("Canon", "", "Canon"),
        ("", "", ""),
        ("A\nB", "C\tD" + 200 * "x", ("A B C D" + 200 * "x")[:120]),
    ],
)
def test_camera_name_is_the_usual_one(make, model, camera):
    assert photo(IFD0__Make=make, IFD0__Model=model).camera == camera


@pytest.mark.parametrize(
    ("model", "known", "lens"),
    [
        ("RF24-70mm F2.8 L IS USM", "Canon RF 24-70mm F2.8L", "RF24-70mm F2.8 L IS USM"),
        ("24.0-70.0 mm f/2.8", "AF-S Nikkor 24-70mm f/2.8E", "AF-S Nikkor 24-70mm f/2.8E"),
        ("24.0-70.0 mm f/2.8", "Unknown (251) 16-35mm", "24.0-70.0 mm f/2.8"),
        ("----", "", ""),
        ("0.0 mm f/0.0", "A5 40 3C 8E 2C 3C A7 0E", ""),
        ("", "EF50mm f/1.8 STM", "EF50mm f/1.8 STM"),
        ("", "251", ""),
    ],
)
def test_lens_name_is_preferred_to_its_numbers(model, known, lens):
    assert photo(ExifIFD__LensModel=model, Composite__LensID=known).lens == lens


def test_settings_are_numbers_or_missing():
    good = {"ExifIFD:ISO": "400", "ExifIFD:FNumber": "2.8", "ExifIFD:ExposureTime": "0.004"}
    assert of(good | {"ExifIFD:FocalLength": 85})[2:6] == (400, 2.8, 0.004, 85.0)
    bad = {"ExifIFD:ISO": "65535", "ExifIFD:FNumber": "inf", "ExifIFD:ExposureTime": "0"}
    assert of(bad | {"ExifIFD:FocalLength": "undef"})[2:6] == (None, None, None, None)
    overflown = {"ExifIFD:ISO": "65535", "ExifIFD:RecommendedExposureIndex": "102400"}
    assert of(overflown).iso == 102_400


@pytest.mark.parametrize(
    ("tags", "size"),
    [
        ({"File:ImageWidth": "60", "File:ImageHeight": "40"}, (60, 40)),
        ({"Composite:ImageSize": "60 40", "IFD0:Orientation": "6"}, (40, 60)),
        ({"Composite:ImageSize": "60 40", "IFD0:Orientation": "3"}, (60, 40)),
        ({"Composite:ImageSize": "60 40", "CanonRaw:Rotation": "270"}, (40, 60)),
        ({"Composite:ImageSize": "60 40", "SubIFD:DefaultCropSize": "56 36"}, (56, 36)),
        ({"Composite:ImageSize": "0 40"}, (None, None)),
        ({"Composite:ImageSize": "1e300 40"}, (None, None)),
        ({"Composite:ImageSize": "60"}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_size_of_a_photo_is_the_upright_one(tags, size):
    assert of(tags)[10:12] == size


def test_exif_orientation_is_ignored_when_the_format_rotates_itself():
    tags = {"Composite:ImageSize": "60 40", "IFD0:Orientation": "6", "File:MIMEType": "image/heic"}
    assert of(tags)[10:12] == (60, 40)
    assert of(tags | {"QuickTime:Rotation": "2"})[10:12] == (60, 40)
    assert of(tags | {"QuickTime:Rotation": "3"})[10:12] == (40, 60)


@pytest.mark.parametrize(
    ("more", "size"),
    [
        ({}, (1920, 1080)),
        ({"side_data_list": [{"type": "x"}, {"rotation": -90}]}, (1080, 1920)),
        ({"side_data_list": [{"rotation": 180}]}, (1920, 1080)),
        ({"tags": {"rotate": "270"}}, (1080, 1920)),
        ({"width": 720, "height": 576, "sample_aspect_ratio": "64:45"}, (1024, 576)),
        ({"side_data_list": [{"rotation": "nan"}]}, (1920, 1080)),
        ({"sample_aspect_ratio": "0:1"}, (1920, 1080)),
        ({"sample_aspect_ratio": "1:0"}, (1920, 1080)),
        ({"width": "many"}, (None, None)),
    ],
)
def test_size_of_a_video_is_the_upright_one(more, size):
    cover = video(width=600, height=600, disposition={"attached_pic": 1})
    assert of(streams=[{"codec_type": "audio"}, cover, video(**more)])[10:12] == size


def test_only_videos_have_a_duration():
    assert of(streams=[video()], container={"duration": "13.5"}).duration_seconds == 13.5
    assert film(QuickTime__Duration="2.5", Composite__Rotation="90").duration_seconds == 2.5
    assert of(streams=[video()], container={"duration": "N/A"}).duration_seconds is None
    assert photo(QuickTime__Duration="2.5").duration_seconds is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "place"),
    [
        ("49.1989", "-16.6071", (49.1989, -16.6071)),
        ("0", "-16.6071", (0.0, -16.6071)),
        ("0", "0.0", (None, None)),
        ("91", "10", (None, None)),
        ("10", "180.1", (None, None)),
        ("nan", "10", (None, None)),
        ("10", "", (None, None)),
    ],
)
def test_location_is_valid_or_missing(latitude, longitude, place):
    tags = {"Composite__GPSLatitude": latitude, "Composite__GPSLongitude": longitude}
    assert photo(**tags)[8:10] == place


def test_captions_are_read_but_defaults_of_cameras_are_not():
    tags = {"XMP-dc:Subject": ["Bride", "  first   dance "], "IPTC:Keywords": ["bride", 2026]}
    assert of(tags).keywords == ("Bride", "first dance", "2026")
    mine = {"IPTC:Caption-Abstract": "The kiss"}
    assert of({"IFD0:ImageDescription": "OLYMPUS DIGITAL CAMERA", **mine}).caption == "The kiss"
    assert photo(**{"IFD0:ImageDescription": "X-T5", "IFD0:Model": "X-T5"}).caption == ""
    assert photo(**{"XMP-dc:Description": {"x-default": "Kiss", "de": "Kuss"}}).caption == "Kiss"


@pytest.mark.parametrize(
    ("text", "rating"), [("5", 5), ("0", 0), ("-1", None), ("6", None), (3.0, 3), ("**", None)]
)
def test_rating_has_up_to_five_stars(text, rating):
    assert photo(**{"XMP-xmp:Rating": text}).rating == rating
